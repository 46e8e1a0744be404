package dev.millrace.pipeline.mask;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;

/**
 * What is replaced by {@code ***} in the output of a job: each secret of it with 4 characters or more, each line of it that has as
 * many, and their other forms, see {@link SecretForms}. Immutable; safe to share between threads.
 */
public final class Masking {

    /** Replaces nothing. */
    public static final Masking NONE = new Masking(Patterns.of(List.of()), Patterns.of(List.of()));

    private final Patterns plain;
    private final Patterns wrapped;

    private Masking(Patterns plain, Patterns wrapped) {
        this.plain = plain;
        this.wrapped = wrapped;
    }

    /**
     * Replaces these secrets. It takes some hundred bytes of memory for each byte of them, so the caller limits their size.
     *
     * @param secrets their values
     */
    public static Masking of(Collection<String> secrets) {
        SecretForms forms = SecretForms.of(secrets);
        return forms.isEmpty() ? NONE : new Masking(Patterns.of(forms.plain()), Patterns.of(forms.wrapped()));
    }

    /** Whether there is nothing to replace. */
    public boolean isEmpty() {
        return plain.isEmpty() && wrapped.isEmpty();
    }

    /** A whole text, with what it holds of the secrets replaced. */
    public String mask(String text) {
        if (isEmpty()) {
            return text;
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        var result = new ByteArrayOutputStream(bytes.length);
        try (var output = new MaskedOutput(this, (part, length) -> result.write(part, 0, length))) {
            output.write(bytes, bytes.length);
        }
        return result.toString(StandardCharsets.UTF_8);
    }

    /** Forms that are found where they are printed in one piece. */
    Patterns plain() {
        return plain;
    }

    /** Forms that programs break into lines: single line breaks in them do not count. */
    Patterns wrapped() {
        return wrapped;
    }

    /** Shows no secret. */
    @Override
    public String toString() {
        return isEmpty() ? "Masking[nothing]" : "Masking[...]";
    }
}
