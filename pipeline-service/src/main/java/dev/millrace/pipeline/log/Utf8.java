package dev.millrace.pipeline.log;

/** Where text in UTF-8 may be cut. */
final class Utf8 {

    private static final int LONGEST_CHARACTER = 4;

    private Utf8() {}

    /**
     * How many of the first bytes, {@code most} or a few less, do not end inside of a character. What is not UTF-8 may be cut
     * anywhere.
     */
    static int wholeCharacters(byte[] bytes, int most) {
        int first = most;
        for (int back = 1; back < LONGEST_CHARACTER && back <= most; back++) {
            int value = bytes[most - back] & 0xff;
            if (value < 0x80) {
                return most;
            }
            if (value >= 0xc0) {
                first = most - back;
                int length = value >= 0xf0 ? 4 : value >= 0xe0 ? 3 : 2;
                return length > back ? first : most;
            }
        }
        return first;
    }
}
