#!/bin/sh
# Double-click to start jiangyi on macOS; the first time it sets the program up.
cd "$(dirname "$0")" || exit 1
for python in /opt/homebrew/bin/python3 /usr/local/bin/python3 /Library/Frameworks/Python.framework/Versions/Current/bin/python3 python3; do
  if "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    exec "$python" launch.py "$@"
  fi
done
echo "请先安装 Python 3.11 或更新的版本：https://www.python.org/downloads/macos/ ，然后再双击一次。"
echo "Please install Python 3.11 or newer from https://www.python.org/downloads/macos/, then double-click again."
if command -v open >/dev/null; then open "https://www.python.org/downloads/macos/"; fi
printf '%s' "按回车键关闭。 Press Enter to close. "
read -r _
exit 1
