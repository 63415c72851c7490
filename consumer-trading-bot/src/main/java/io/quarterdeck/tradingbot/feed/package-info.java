/** Kafka: bars come in from {@code BarTopic}, orders and fills go out by {@code TradingTopics}. */
package io.quarterdeck.tradingbot.feed;
