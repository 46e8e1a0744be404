package dev.millrace.gateway.dashboard.operations;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How many records of a topic an instance has not processed yet, over all partitions that it reads.
 *
 * @param topic its name
 * @param records 0 or more
 */
record ConsumerLag(String topic, long records) {

    /** The numbers of one partition, in the text format of Prometheus. */
    private static final Pattern SAMPLE =
            Pattern.compile("^kafka_consumer_fetch_manager_records_lag\\{([^}]*)}\\s+(\\S+)", Pattern.MULTILINE);

    private static final Pattern TOPIC = Pattern.compile("(?:^|,)\\s*topic=\"([^\"]*)\"");

    /** Those of a response of {@code /q/metrics}, by topic. What is not a number counts as none. */
    static List<ConsumerLag> read(String metrics) {
        Map<String, Long> byTopic = new TreeMap<>();
        Matcher sample = SAMPLE.matcher(metrics);
        while (sample.find()) {
            Matcher topic = TOPIC.matcher(sample.group(1));
            if (topic.find()) {
                byTopic.merge(topic.group(1), number(sample.group(2)), Long::sum);
            }
        }
        return byTopic.entrySet().stream()
                .map(entry -> new ConsumerLag(entry.getKey(), entry.getValue()))
                .toList();
    }

    private static long number(String text) {
        try {
            double value = Double.parseDouble(text);
            return value > 0 ? Math.round(value) : 0;
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
