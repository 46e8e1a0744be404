package dev.millrace.kit.text;

import io.quarkus.logging.LoggingFilter;
import java.util.logging.Filter;
import java.util.logging.LogRecord;
import org.jboss.logmanager.ExtLogRecord;

/** Escapes hidden characters in messages as their code points: names of branches and repositories are untrusted input. */
@LoggingFilter(name = EscapeHidden.NAME)
public final class EscapeHidden implements Filter {

    /** Name in the configuration. */
    static final String NAME = "escape-hidden";

    @Override
    public boolean isLoggable(LogRecord record) {
        if (record instanceof ExtLogRecord message) {
            String text = message.getFormattedMessage();
            if (text != null && HiddenCharacters.find(text).isPresent()) {
                message.setMessage(HiddenCharacters.escaped(text), ExtLogRecord.FormatStyle.NO_FORMAT);
            }
        }
        return true;
    }
}
