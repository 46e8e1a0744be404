package dev.millrace.events.codec;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * An event as it is stored in Kafka: CloudEvents 1.0, binary mode.
 *
 * <p>Two of these are equal when topic, key, headers and the bytes of the value are.
 */
public final class WireEvent {

    private final String topic;
    private final String key;
    private final Map<String, String> headers;
    private final byte[] value;

    /**
     * @param topic name on the broker
     * @param key record key
     * @param headers {@code ce_*} headers and {@code content-type}, UTF-8 on the wire
     * @param value JSON of the record, UTF-8; not copied, the caller must not change it afterwards
     */
    public WireEvent(String topic, String key, Map<String, String> headers, byte[] value) {
        this.topic = topic;
        this.key = key;
        this.headers = Map.copyOf(headers);
        this.value = value;
    }

    /** Name on the broker. */
    public String topic() {
        return topic;
    }

    /** Record key; equal keys keep their order. */
    public String key() {
        return key;
    }

    /** {@code ce_*} headers and {@code content-type}. */
    public Map<String, String> headers() {
        return headers;
    }

    /** JSON of the record, UTF-8; the caller must not change it. */
    public byte[] value() {
        return value;
    }

    /** The same with these headers added, replacing those of the same names. */
    public WireEvent with(Map<String, String> more) {
        Map<String, String> all = new HashMap<>(headers);
        all.putAll(more);
        return new WireEvent(topic, key, all, value);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof WireEvent that
                && topic.equals(that.topic)
                && key.equals(that.key)
                && headers.equals(that.headers)
                && Arrays.equals(value, that.value);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(value) * 31 + key.hashCode();
    }

    @Override
    public String toString() {
        return topic + " " + key + " " + headers + " " + new String(value, StandardCharsets.UTF_8);
    }
}
