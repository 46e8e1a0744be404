package dev.millrace.ingest.forge.read;

/** Texts as they are written in JSON, whose length decides whether an event fits into a record of Kafka. */
public final class JsonText {

    private JsonText() {}

    /**
     * The beginning of a text.
     *
     * @param most bytes that it has in JSON at most, 0 or more
     */
    public static String shortened(String text, int most) {
        int bytes = 0;
        int end = 0;
        while (end < text.length()) {
            int character = text.codePointAt(end);
            bytes += bytesInJson(character);
            if (bytes > most) {
                break;
            }
            end += Character.charCount(character);
        }
        return text.substring(0, end);
    }

    private static int bytesInJson(int character) {
        if (character < ' ') {
            return 6; // an escape with four digits
        }
        if (character < 0x80) {
            return character == '"' || character == '\\' ? 2 : 1;
        }
        if (character < 0x800) {
            return 2;
        }
        return character < 0x10000 ? 3 : 12; // two escapes
    }
}
