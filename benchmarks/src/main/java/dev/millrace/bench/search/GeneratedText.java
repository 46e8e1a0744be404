package dev.millrace.bench.search;

import java.util.Random;

/**
 * Text of words whose frequencies fall with their rank, as in a language or in source code, and which is the same for the same
 * seed.
 */
final class GeneratedText {

    private static final int WORDS = 200_000;
    private static final int WORDS_IN_LINE = 8;
    private static final int LINES_IN_FILE = 150;
    private static final String LETTERS = "eeeeetttaaaoooiinnsshhrrddllccuummffppggwwyybbvkxjqz_";

    private final String[] words = new String[WORDS];
    private final Random random;

    GeneratedText(long seed) {
        var ofWords = new Random(1);
        for (int i = 0; i < WORDS; i++) {
            var word = new StringBuilder();
            for (int length = 3 + ofWords.nextInt(8); length > 0; length--) {
                word.append(LETTERS.charAt(ofWords.nextInt(LETTERS.length())));
            }
            words[i] = word.toString();
        }
        this.random = new Random(seed);
    }

    /** A word; one of rank n is about n times as rare as the most frequent. */
    String word() {
        return words[(int) Math.min(WORDS - 1, Math.exp(random.nextDouble() * Math.log(WORDS)) - 1)];
    }

    /** A word that is as rare as any. */
    String rareWord() {
        return words[WORDS / 2 + random.nextInt(WORDS / 2)];
    }

    /** A file of about 8 KB. */
    String file() {
        var text = new StringBuilder();
        for (int line = 0; line < LINES_IN_FILE; line++) {
            for (int i = 0; i < WORDS_IN_LINE; i++) {
                text.append(word()).append(i == WORDS_IN_LINE - 1 ? '\n' : ' ');
            }
        }
        return text.toString();
    }
}
