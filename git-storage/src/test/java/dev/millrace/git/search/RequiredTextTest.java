package dev.millrace.git.search;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import dev.millrace.git.search.TextQuery.Anything;
import java.util.BitSet;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequiredTextTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ab",
                "a.c",
                "(foo)?",
                "(foo|b)",
                "foo|",
                "[abcdef]+",
                "x*y*z*",
                "(?i)ab",
                "\\Qab\\E",
                "ab+c?",
                "abc*?|x{0,3}yz",
                "\\d\\d\\d",
                "a\\nb\\nc",
                "(abc){0}",
                "(abc)*?",
                "(?:abc){0,2}",
                "\\x41bc",
                "ab\\pLcd"
            })
    void requiresNothingThatAMatchMayLack(String pattern) {
        assertThat(TextQuery.ofPattern(pattern)).isInstanceOf(Anything.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hello",
                "^hello$",
                "(?i)HeLLo",
                "\\bhello\\b",
                "hello|goodbye",
                "(hello)+",
                "hel{2}o",
                "hello.*",
                "[a-z]hello[^]x]",
                "(?P<name>hello)",
                "\\Qhello\\E?x",
                "(?:(?:hello))",
                "a\\.hello\\(",
                "hello{x",
                "[[:alpha:]]hello",
                "[]a]hello"
            })
    void requiresTextOfEveryMatch(String pattern) {
        assertThat(TextQuery.ofPattern(pattern).isSelective()).isTrue();
        assertThat(accepts(TextQuery.ofPattern(pattern), "nothing of this is in it"))
                .isFalse();
    }

    @Test
    void acceptsWhateverRe2Finds() {
        var random = new Random(7);
        String[] pieces = {
            "abc",
            "abd",
            "x",
            "y+",
            "(abc|bcd)",
            "(xy)*",
            "[ab]c",
            ".",
            "d{1,2}",
            "cab?",
            "\\.",
            "(?i:ABCD)",
            "\\Qab.c\\E",
            "|",
            "(a|)",
            "b\\w",
            "dab{0}c",
            "$",
            "[^a]"
        };
        int matches = 0;
        for (int round = 0; round < 4_000; round++) {
            var pattern = new StringBuilder();
            for (int i = random.nextInt(6); i >= 0; i--) {
                pattern.append(pieces[random.nextInt(pieces.length)]);
            }
            var text = new StringBuilder();
            for (int i = 0; i < 60; i++) {
                text.append("abcdxyABCD.".charAt(random.nextInt(11)));
            }
            if (Pattern.compile(pattern.toString()).matcher(text).find()) {
                matches++;
                assertThat(accepts(TextQuery.ofPattern(pattern.toString()), text.toString()))
                        .as("%s in %s", pattern, text)
                        .isTrue();
            }
        }
        assertThat(matches).isGreaterThan(500);
    }

    @Test
    void foldsCaseAsRe2Does() {
        // the Kelvin sign, the long s, and Greek, which has two small sigmas
        for (String[] pair : new String[][] {{"kelvin", "\u212Aelvin"}, {"silent", "\u017Filent"}, {"ΣΑΣΑ", "ςασα"}}) {
            assertThat(Pattern.compile(pair[0], Pattern.CASE_INSENSITIVE)
                            .matcher(pair[1])
                            .find())
                    .isTrue();
            assertThat(accepts(TextQuery.ofText(pair[0]), pair[1])).isTrue();
        }
    }

    private static boolean accepts(TextQuery query, String text) {
        Set<Integer> has = new TreeSet<>();
        for (int trigram : new Trigrams().of(text)) {
            has.add(trigram);
        }
        BitSet all = new BitSet();
        all.set(0);
        return !query.select(all, trigram -> has.contains(trigram) ? all : new BitSet())
                .isEmpty();
    }
}
