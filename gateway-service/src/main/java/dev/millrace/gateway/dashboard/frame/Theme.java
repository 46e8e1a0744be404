package dev.millrace.gateway.dashboard.frame;

import java.util.Arrays;
import java.util.Locale;

/** Which colours a browser shows: those of its system, or what was chosen here. */
public enum Theme {
    SYSTEM,
    LIGHT,
    DARK;

    /** The cookie that keeps the choice. It is no secret, and lasts for a year. */
    static final String COOKIE = "millrace-theme";

    /** Name in the cookie and in the attribute {@code data-theme}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The theme of this name, or {@link #SYSTEM} for any other text. */
    static Theme of(String wireName) {
        return Arrays.stream(values())
                .filter(theme -> theme.wireName().equals(wireName))
                .findFirst()
                .orElse(SYSTEM);
    }

    String cookie() {
        return "%s=%s; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax".formatted(COOKIE, wireName());
    }
}
