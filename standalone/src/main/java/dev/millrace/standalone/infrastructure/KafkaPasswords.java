package dev.millrace.standalone.infrastructure;

import dev.millrace.standalone.process.OwnerOnly;
import dev.millrace.standalone.process.StartFailed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * The passwords of the broker's users, generated at the first start and kept in one file that only its owner may read:
 * a line for each {@link KafkaUser} and one for the broker itself.
 */
public final class KafkaPasswords {

    /** The broker's own user, which has all rights. */
    static final String BROKER = "broker";

    static final String MECHANISM = "SCRAM-SHA-256";

    /** The server side, which never authenticates elsewhere. */
    static final String SCRAM_WITHOUT_LOGIN = "org.apache.kafka.common.security.scram.ScramLoginModule required;";

    private static final String SCRAM = "org.apache.kafka.common.security.scram.ScramLoginModule";
    private static final String PLAIN = "org.apache.kafka.common.security.plain.PlainLoginModule";

    private final Properties passwords;

    private KafkaPasswords(Properties passwords) {
        this.passwords = passwords;
    }

    /**
     * Reads the file; generates missing passwords.
     *
     * @throws StartFailed if it can be neither read nor written
     */
    public static KafkaPasswords madeIn(Path file) {
        try {
            var passwords = new Properties();
            if (Files.exists(file)) {
                try (var in = Files.newBufferedReader(file)) {
                    passwords.load(in);
                }
            }
            List<String> missing =
                    users().filter(user -> passwords.getProperty(user) == null).toList();
            if (!missing.isEmpty()) {
                missing.forEach(user -> passwords.setProperty(user, newPassword()));
                OwnerOnly.write(file, passwords);
            }
            return new KafkaPasswords(passwords);
        } catch (IOException e) {
            throw new StartFailed("cannot make the passwords of Kafka's users in " + file + ": " + e.getMessage(), e);
        }
    }

    /** Password of a user, by its name at the broker. */
    String of(String user) {
        return Optional.ofNullable(passwords.getProperty(user)).orElseThrow();
    }

    /** Password of one of the platform's users. */
    public String of(KafkaUser user) {
        return of(user.wireName());
    }

    /** What a client needs in addition to the address, by the names of Kafka's own settings. */
    public Map<String, String> client(KafkaUser user) {
        return Map.of(
                "security.protocol",
                "SASL_PLAINTEXT",
                "sasl.mechanism",
                MECHANISM,
                "sasl.jaas.config",
                scramLogin(user.wireName()));
    }

    /** Credential of a user at the broker, in the syntax of a JAAS configuration. */
    String scramLogin(String user) {
        return "%s required username=\"%s\" password=\"%s\";".formatted(SCRAM, user, of(user));
    }

    /**
     * Credential of the broker at its controller and itself, for both sides. It is not SCRAM, since Kafka stores those
     * passwords itself and must be reachable before it knows any. Only the process that has bound the port
     * authenticates this way.
     */
    String brokerLogin() {
        return "%1$s required username=\"%2$s\" password=\"%3$s\" user_%2$s=\"%3$s\";"
                .formatted(PLAIN, BROKER, of(BROKER));
    }

    private static Stream<String> users() {
        return Stream.concat(
                Stream.of(BROKER), Arrays.stream(KafkaUser.values()).map(KafkaUser::wireName));
    }

    private static String newPassword() {
        var bytes = new byte[24];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
