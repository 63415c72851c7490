package io.quarterdeck.marketdata;

/** Names of the Kafka topics. Bootstrap creates them; nothing else does. */
public final class Topics {

    /** Key: symbol; value: a {@link Bar} in {@link WireFormat}. */
    public static final String BARS = "market.bars";

    /** Key: symbol; value: a {@link Trade} in {@link WireFormat}. */
    public static final String TRADES = "market.trades";

    /** Key: source file; value: {@link RejectedLine}: what the producer could not read. */
    public static final String REJECTED = "market.rejected";

    /** Compacted. Key: source id; value: {@link SourceManifest}: progress and, at the end, the totals of a file. */
    public static final String MANIFESTS = "ingest.manifests";

    /** Key: client order id; value: an order of the trading bot as JSON, with the name of its run. */
    public static final String ORDERS = "trading.orders";

    /** Key: client order id; value: a fill of the trading bot as JSON, with the name of its run. */
    public static final String FILLS = "trading.fills";

    private Topics() {}
}
