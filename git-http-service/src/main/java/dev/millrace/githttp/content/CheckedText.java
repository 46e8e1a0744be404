package dev.millrace.githttp.content;

import dev.millrace.git.check.Cancellation;

/** A text that ends the search in it when the call has ended: a pattern reads each character at least once. */
final class CheckedText implements CharSequence {

    private static final int READS = 1 << 16;

    private final CharSequence text;
    private int left = READS;

    CheckedText(CharSequence text) {
        this.text = text;
    }

    @Override
    public int length() {
        return text.length();
    }

    @Override
    public char charAt(int index) {
        if (--left == 0) {
            left = READS;
            Cancellation.check();
        }
        return text.charAt(index);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
        return text.subSequence(start, end);
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
