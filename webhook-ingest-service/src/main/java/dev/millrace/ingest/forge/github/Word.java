package dev.millrace.ingest.forge.github;

import dev.millrace.ingest.forge.read.JsonText;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * A word of GitHub as a constant of ours. GitHub adds words over time, so an unknown one is kept as it is written.
 *
 * @param value the constant of that name
 * @param unknown the word, if there is no such constant
 */
record Word<E extends Enum<E>>(E value, Optional<String> unknown) {

    private static final int LONGEST = 100;

    /** @param otherwise stands for every word that is no constant; it has no word itself */
    static <E extends Enum<E>> Word<E> of(Class<E> type, E otherwise, String word) {
        return find(type, word)
                .filter(value -> value != otherwise)
                .map(value -> new Word<>(value, Optional.empty()))
                .orElseGet(() -> new Word<>(otherwise, Optional.of(JsonText.shortened(word, LONGEST))));
    }

    /** The constant of that name. */
    static <E extends Enum<E>> Optional<E> find(Class<E> type, String word) {
        String name = word.toUpperCase(Locale.ROOT);
        return Arrays.stream(type.getEnumConstants())
                .filter(value -> value.name().equals(name))
                .findFirst();
    }
}
