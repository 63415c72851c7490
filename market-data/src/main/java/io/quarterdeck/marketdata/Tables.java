package io.quarterdeck.marketdata;

/** Names of the tables, with their schema; the lake has the same names in its catalog. */
public final class Tables {

    public static final String RAW_BARS = "raw.bars";
    public static final String RAW_TRADES = "raw.trades";
    public static final String RAW_UNDECODABLE = "raw.undecodable";
    public static final String CONSUMER_OFFSET = "raw.consumer_offset";
    public static final String LAKE_OFFSET = "raw.lake_offset";

    public static final String FEATURES_BARS_5M = "features.bars_5m";
    public static final String FEATURES_BARS_15M = "features.bars_15m";
    public static final String FEATURES_BARS_1H = "features.bars_1h";
    public static final String FEATURES_BARS_4H = "features.bars_4h";
    public static final String FEATURES_BARS_1D = "features.bars_1d";
    public static final String FEATURES_DICTIONARY = "features.dictionary";

    public static final String RELEASE = "governance.release";
    public static final String CERTIFICATE = "governance.certificate";

    private Tables() {}
}
