package dev.millrace.githttp.api;

import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.eclipse.jgit.lib.PersonIdent;

/** Times of commits as the API sends them: RFC 3339, with the offset of the person who made it. */
public final class ApiTime {

    private static final int MOST_SECONDS = 18 * 60 * 60;

    private ApiTime() {}

    /** When the person did it. */
    public static String of(PersonIdent who) {
        int seconds = who.getZoneOffset().getTotalSeconds();
        ZoneOffset offset = Math.abs(seconds) <= MOST_SECONDS && seconds % 60 == 0
                ? ZoneOffset.ofTotalSeconds(seconds)
                : ZoneOffset.UTC;
        return who.getWhenAsInstant().atOffset(offset).format(DateTimeFormatter.ISO_OFFSET_DATE_TIME);
    }
}
