package dev.millrace.git.search;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntFunction;

/** What a content must have in order to match. A content that does not satisfy the query cannot match; others may. */
public sealed interface TextQuery {

    /** Nothing is known: every content may match. */
    record Anything() implements TextQuery {}

    /** All of these. */
    record All(List<TextQuery> parts) implements TextQuery {
        public All {
            parts = List.copyOf(parts);
        }
    }

    /** At least one of these. */
    record One(List<TextQuery> parts) implements TextQuery {
        public One {
            parts = List.copyOf(parts);
        }
    }

    /** All of these trigrams. */
    record Has(List<Integer> trigrams) implements TextQuery {
        public Has {
            trigrams = List.copyOf(trigrams);
        }
    }

    /** A query for a text as it is; {@link Anything} if it has fewer than three consecutive characters of a line. */
    static TextQuery ofText(String text) {
        return RequiredText.ofLiteral(text);
    }

    /** A query for a regular expression of RE2, which is valid. */
    static TextQuery ofPattern(String pattern) {
        return RequiredText.of(pattern);
    }

    /** Whether the index is of use. */
    default boolean isSelective() {
        return !(this instanceof Anything);
    }

    /** All trigrams that it names. */
    default Set<Integer> named() {
        Set<Integer> found = new TreeSet<>();
        switch (this) {
            case Anything anything -> {}
            case All(var parts) -> parts.forEach(part -> found.addAll(part.named()));
            case One(var parts) -> parts.forEach(part -> found.addAll(part.named()));
            case Has(var trigrams) -> found.addAll(trigrams);
        }
        return found;
    }

    /**
     * The contents that satisfy it.
     *
     * @param all every content
     * @param having the contents that have a trigram
     */
    default BitSet select(BitSet all, IntFunction<BitSet> having) {
        BitSet selected = new BitSet();
        switch (this) {
            case Anything anything -> selected.or(all);
            case One(var parts) -> parts.forEach(part -> selected.or(part.select(all, having)));
            case All(var parts) -> {
                selected.or(all);
                parts.forEach(part -> selected.and(part.select(all, having)));
            }
            case Has(var trigrams) -> {
                selected.or(all);
                trigrams.forEach(trigram -> selected.and(having.apply(trigram)));
            }
        }
        return selected;
    }

    /** At most this many of the trigrams of a text, from all of its parts. */
    static TextQuery has(int[] trigrams, int most) {
        if (trigrams.length <= most) {
            return new Has(Arrays.stream(trigrams).boxed().toList());
        }
        List<Integer> chosen = new ArrayList<>();
        for (int i = 0; i < most; i++) {
            chosen.add(trigrams[(int) ((long) i * (trigrams.length - 1) / (most - 1))]);
        }
        return new Has(chosen);
    }
}
