package dev.millrace.githttp.api;

import dev.millrace.kit.error.MillraceException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** A position in a list, as text that is opaque to clients. */
public final class PageToken {

    private PageToken() {}

    /** The token of a position. */
    public static String of(String position) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(position.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The position of a token.
     *
     * @throws MillraceException 400 if we did not return the token
     */
    public static String read(String token) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(token);
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (IllegalArgumentException | CharacterCodingException e) {
            throw invalid();
        }
    }

    /** 400: the token is not one of this list. */
    public static MillraceException invalid() {
        return MillraceException.badRequest("the cursor is not one that we gave out")
                .withCode("cursor_invalid");
    }
}
