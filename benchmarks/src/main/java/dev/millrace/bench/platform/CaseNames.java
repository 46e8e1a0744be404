package dev.millrace.bench.platform;

import dev.millrace.standalone.client.UnexpectedAnswer;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** The independent measurements of a benchmark on its command line: the names of their constants in lower case. */
public final class CaseNames {

    private CaseNames() {}

    /**
     * Parses the value of {@code --cases}.
     *
     * @param value names, separated by commas
     * @param misunderstood creates the error that lists all options, thrown if a name is unknown
     */
    public static <E extends Enum<E>> Set<E> parse(
            Class<E> cases, String value, Supplier<UnexpectedAnswer> misunderstood) {
        Set<E> chosen = EnumSet.noneOf(cases);
        for (String name : value.split(",", -1)) {
            chosen.add(Arrays.stream(cases.getEnumConstants())
                    .filter(one -> name(one).equals(name))
                    .findFirst()
                    .orElseThrow(misunderstood));
        }
        return chosen;
    }

    /** All names, for the error that lists them. */
    public static <E extends Enum<E>> String all(Class<E> cases) {
        return Arrays.stream(cases.getEnumConstants()).map(CaseNames::name).collect(Collectors.joining(", "));
    }

    private static String name(Enum<?> one) {
        return one.name().toLowerCase(Locale.ROOT);
    }
}
