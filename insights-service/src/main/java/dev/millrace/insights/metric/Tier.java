package dev.millrace.insights.metric;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** What an environment is for, by its name in the default table; one that is not in the table is {@link #OTHER}. */
public enum Tier {
    PRODUCTION,
    STAGING,
    TESTING,
    DEVELOPMENT,
    /** no rule matched; such environments are listed, never guessed into another tier */
    OTHER;

    private static final List<Rule> RULES = List.of(
            new Rule(PRODUCTION, anyOf("prod|production|live")),
            new Rule(STAGING, anyOf("staging|stage|preprod|uat")),
            new Rule(TESTING, anyOf("test|qa|ci")),
            new Rule(DEVELOPMENT, anyOf("dev|development|preview|review|pr(?=-.)")));

    /** The tier of an environment; case does not count. */
    public static Tier of(String environment) {
        String name = environment.strip().toLowerCase(Locale.ROOT);
        return RULES.stream()
                .filter(rule -> rule.pattern().matcher(name).matches())
                .map(Rule::tier)
                .findFirst()
                .orElse(OTHER);
    }

    /** The tier with this name in the API, for example {@code production}. */
    public static Optional<Tier> find(String wireName) {
        return Arrays.stream(values())
                .filter(tier -> tier.wireName().equals(wireName))
                .findFirst();
    }

    /** Name in the API, for example {@code production}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    private static Pattern anyOf(String names) {
        return Pattern.compile("(?:" + names + ")(?:[-_/].*)?");
    }

    private record Rule(Tier tier, Pattern pattern) {}
}
