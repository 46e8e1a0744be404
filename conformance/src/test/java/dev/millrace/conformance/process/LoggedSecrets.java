package dev.millrace.conformance.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Finds secrets in logs: known ones, and texts that have the shape of one. */
public final class LoggedSecrets {

    /** Shorter parts of a file with a secret are words of its format. */
    private static final Pattern PART = Pattern.compile("[A-Za-z0-9+/_-]{20,}");

    private static final Map<String, Pattern> SHAPES = Map.of(
            "an access token", Pattern.compile("\\bmr_[A-Za-z0-9]{40}"),
            "the administrator's token", Pattern.compile("\\bmra_[A-Za-z0-9_-]{43}"),
            "a secret of an invitation, a session or a flow", Pattern.compile("\\bmr[isf]_[A-Za-z0-9_-]{20,}"),
            "a JWT with its signature",
                    Pattern.compile("\\beyJ[A-Za-z0-9_-]{10,}\\.eyJ[A-Za-z0-9_-]{10,}\\.[A-Za-z0-9_-]{20,}"),
            "a token of GitHub", Pattern.compile("\\bgh[psuor]_[A-Za-z0-9_.-]{20,}"),
            "a header that authenticates",
                    Pattern.compile("(?i)authorization\\W{1,4}(bearer|basic)\\s+[A-Za-z0-9+/=_.-]{20,}"),
            "a password in an address", Pattern.compile("://[^/\\s:@\"]*:(?!\\*)[^/\\s@\"]{8,}@"),
            "a private key", Pattern.compile("BEGIN [A-Z ]*PRIVATE KEY"));

    private final Map<String, String> known = new HashMap<>();

    /**
     * Reads the secrets of a platform.
     *
     * @param keys folder with its keys, each in a file; files of public keys end in {@code .pub.pem}
     * @param others other secrets that were used
     */
    public LoggedSecrets(Path keys, Set<String> others) throws IOException {
        others.forEach(secret -> known.put(secret, "a secret of the test"));
        try (Stream<Path> files = Files.walk(keys)) {
            for (Path file : files.filter(Files::isRegularFile)
                    .filter(path -> !path.toString().endsWith(".pub.pem"))
                    .toList()) {
                PART.matcher(Files.readString(file))
                        .results()
                        .forEach(part -> known.put(part.group(), "a part of " + keys.relativize(file)));
            }
        }
    }

    /** How many known ones are looked for. */
    public int size() {
        return known.size();
    }

    /** Where secrets are, without the secrets: {@code gateway.log:12 has a private key}. */
    public List<String> find(Path log) throws IOException {
        List<String> found = new ArrayList<>();
        try (BufferedReader lines = Files.newBufferedReader(log, StandardCharsets.ISO_8859_1)) {
            int number = 0;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                Optional<String> secret = secret(line);
                if (secret.isPresent()) {
                    found.add("%s:%d has %s".formatted(log.getFileName(), number, secret.get()));
                }
            }
        }
        return found;
    }

    private Optional<String> secret(String line) {
        return Stream.concat(
                        known.entrySet().stream()
                                .filter(secret -> line.contains(secret.getKey()))
                                .map(Map.Entry::getValue),
                        SHAPES.entrySet().stream()
                                .filter(shape -> shape.getValue().matcher(line).find())
                                .map(Map.Entry::getKey))
                .findFirst();
    }
}
