package dev.millrace.standalone.docs;

import java.util.Optional;
import java.util.Set;

/**
 * A setting, as the code that reads it declares it.
 *
 * @param key full name; {@code *} for a variable last part
 * @param type type of a value, for display
 * @param standard value without the setting; empty if there is none or the text states it
 * @param text its meaning, Markdown
 * @param section prefix of the interface that declares it, otherwise the first two parts of the key
 * @param modules modules that read it
 * @param visibility who may set it
 */
record Setting(
        String key,
        String type,
        Optional<String> standard,
        String text,
        String section,
        Set<String> modules,
        Visibility visibility) {

    enum Visibility {
        /** May be in the settings file. */
        OPEN,
        /** Set by {@code ./millrace up}; operators who start services without it set it themselves. */
        SET_BY_UP,
        /** Part of a service's own application.properties. */
        FIXED
    }
}
