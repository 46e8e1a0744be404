package dev.millrace.pipeline.log;

/**
 * A position in a log whose line is known.
 *
 * @param offset bytes from the begin of the log
 * @param lines how many line ends are before it
 */
record LineMark(long offset, long lines) {

    /** How many line ends the first bytes have. */
    static int count(byte[] bytes, int length) {
        int count = 0;
        for (int i = 0; i < length; i++) {
            if (bytes[i] == '\n') {
                count++;
            }
        }
        return count;
    }
}
