@echo off
rem Double-click to start jiangyi on Windows; the first time it sets the program up.
rem Only ASCII here, because cmd loses its place in a file of wider characters; Chinese texts are in other files.
setlocal
chcp 65001 >nul
cd /d "%~dp0"
set PYTHONUTF8=1
call :find
if defined PYTHON goto start
type python-missing.txt
winget install --exact --id Python.Python.3.12 --scope user --accept-source-agreements --accept-package-agreements
call :find
if defined PYTHON goto start
type python-by-hand.txt
start "" "https://www.python.org/downloads/windows/"
pause
exit /b 1

:start
%PYTHON% launch.py %*
set STATUS=%errorlevel%
rem launch.py waits by itself after what it explains
if %STATUS%==1 pause
exit /b %STATUS%

:find
set PYTHON=
for %%p in ("py -3.13" "py -3.12" "py -3.11" "py -3" "python" "%LOCALAPPDATA%\Programs\Python\Python312\python.exe") do if not defined PYTHON call :try %%p
exit /b 0

:try
set CANDIDATE=%~1
if exist "%CANDIDATE%" set CANDIDATE="%CANDIDATE%"
%CANDIDATE% -c "import sys; sys.exit(sys.version_info < (3, 11))" >nul 2>nul
if not errorlevel 1 set PYTHON=%CANDIDATE%
exit /b 0
