"""Names as people type them: in any case, and in the characters of the mainland or of Taiwan and Hong Kong."""

_PAIRS = (
    "標标 題题 來来 網网 號号 類类 別别 編编 練练 習习 單单 選选 斷断 簡简 術术 語语 釋释 論论 難难 數数 師师 學学 閱阅 讀读 紙纸 張张 "
    "關关 鍵键 詞词 註注 腳脚 節节 內内 點点 幹干 項项 評评 準准 圖图 級级 夾夹 檢检 嚴严 處处 樣样 專专 開开 對对 應应 齊齐 寬宽 橫横 "
    "無无 條条 邊边 參参 給给 資资 說说 頁页 碼码 顯显 試试 預预 導导 換换 熱热 聞闻 據据 問问 範范 贊赞 觀观 記记 憶忆 訣诀 錯错 誤误 "
    "並并 夠够 錄录 輸输 雙双 啟启 見见 證证 詢询 議议 訓训 機机 構构 麗丽 靜静 調调 離离 時时 間间 價价 貨货 幣币 損损 殘残 歸归 佔占 "
    "擠挤 縫缝 劃划 續续 連连 個个 們们 講讲 義义 冊册 陳陈 傳传 統统 創创 業业 備备 書书 獨独 隨随 後后 兩两 線线 採采 燈灯 電电 潑泼 "
    "覽览 譯译 體体 權权 維维 併并 縱纵 裝装 飾饰 彙汇 總总 動动 組组 訊讯 詳详 縮缩"
)
_SIMPLIFIED = str.maketrans({pair[0]: pair[1] for pair in _PAIRS.split()})


def fold_word(word: str) -> str:
    """A name without spaces around it, in lower case and in simplified characters, as names are looked up."""
    return word.strip().lower().translate(_SIMPLIFIED)
