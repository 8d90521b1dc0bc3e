"""Codes of emoji between colons, as GitHub, Slack and Typora have them, for those that notes contain most."""

_CODES = """
smile 😄 smiley 😃 grin 😁 laughing 😆 satisfied 😆 joy 😂 rofl 🤣 wink 😉 blush 😊 heart_eyes 😍 thinking 🤔 sob 😭 cry 😢
sweat_smile 😅 sunglasses 😎 angry 😠 scream 😱 sleepy 😪 confused 😕 neutral_face 😐 relaxed ☺️ tada 🎉 +1 👍
thumbsup 👍 -1 👎 thumbsdown 👎 ok_hand 👌 clap 👏 muscle 💪 pray 🙏 point_right 👉 point_left 👈 point_up ☝️
point_down 👇 v ✌️ wave 👋 eyes 👀 raised_hands 🙌 writing_hand ✍️ fire 🔥 star ⭐ star2 🌟 sparkles ✨ zap ⚡ bulb 💡
book 📖 books 📚 blue_book 📘 green_book 📗 orange_book 📙 closed_book 📕 bookmark 🔖 memo 📝 pencil 📝 pencil2 ✏️
clipboard 📋 pushpin 📌 round_pushpin 📍 paperclip 📎 link 🔗 calendar 📅 date 📅 chart_with_upwards_trend 📈
bar_chart 📊 file_folder 📁 open_file_folder 📂 page_facing_up 📄 key 🔑 lock 🔒 unlock 🔓 mag 🔍 bell 🔔 mega 📣
loudspeaker 📢 email 📧 phone ☎️ computer 💻 iphone 📱 alarm_clock ⏰ hourglass ⌛ watch ⌚ rocket 🚀 car 🚗 airplane ✈️
house 🏠 school 🏫 trophy 🏆 medal 🏅 1st_place_medal 🥇 dart 🎯 checkered_flag 🏁 triangular_flag_on_post 🚩 gift 🎁
balloon 🎈 art 🎨 musical_note 🎵 coffee ☕ apple 🍎 rose 🌹 sunflower 🌻 seedling 🌱 four_leaf_clover 🍀 sunny ☀️
cloud ☁️ umbrella ☔ snowflake ❄️ rainbow 🌈 moon 🌔 earth_asia 🌏 heart ❤️ broken_heart 💔 yellow_heart 💛
green_heart 💚 blue_heart 💙 purple_heart 💜 sparkling_heart 💖 100 💯 warning ⚠️ exclamation ❗
heavy_exclamation_mark ❗ bangbang ‼️ question ❓ grey_question ❔ x ❌ o ⭕ heavy_check_mark ✔️ white_check_mark ✅
ballot_box_with_check ☑️ negative_squared_cross_mark ❎ no_entry ⛔ no_entry_sign 🚫 recycle ♻️ arrow_right ➡️
arrow_left ⬅️ arrow_up ⬆️ arrow_down ⬇️ red_circle 🔴 large_blue_circle 🔵 white_circle ⚪ black_circle ⚫ one 1️⃣
two 2️⃣ three 3️⃣ four 4️⃣ five 5️⃣ six 6️⃣ seven 7️⃣ eight 8️⃣ nine 9️⃣ zero 0️⃣ information_source ℹ️
construction 🚧 bug 🐛 wrench 🔧 hammer 🔨 gear ⚙️ package 📦 label 🏷️ speech_balloon 💬 thought_balloon 💭 dizzy 💫
boom 💥 cn 🇨🇳 cat 🐱 dog 🐶 panda_face 🐼 tiger 🐯 dragon 🐉 pig 🐷 bee 🐝 see_no_evil 🙈 robot 🤖 baby 👶 boy 👦 girl 👧
man 👨 woman 👩 older_man 👴 older_woman 👵
"""
_WORDS = _CODES.split()
EMOJI = dict(zip(_WORDS[::2], _WORDS[1::2], strict=True))
"""Emoji by their codes, without the colons."""
