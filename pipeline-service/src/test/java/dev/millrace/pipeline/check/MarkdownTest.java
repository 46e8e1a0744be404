package dev.millrace.pipeline.check;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MarkdownTest {

    // CommonMark 6.1: a span is fenced by a run of backticks that it does not contain, and one blank at each end is not
    // part of it
    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            quoteCharacter = '~',
            value = {
                "fix/#123 ~`fix/#123`~",
                "a|b ~`a|b`~",
                "<b> ~`<b>`~",
                "$(id) ~`$(id)`~",
                "a`b ~``a`b``~",
                "`a ~`` `a ``~",
                "ma\u202Ein ~`ma\\u{202E}in`~"
            })
    void showsABranchNameAsItself(String branch, String markdown) { // #9.10
        assertThat(Markdown.code(branch)).isEqualTo(markdown);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "text; text",
                "```|log|```; ```|log|```",
                "````|log|```; ````|log|```|````",
                "~~~ sh|log; ~~~ sh|log|~~~",
                "~~~|```; ~~~|```|~~~",
                "```a`b; ```a`b",
                "```|``` not closed; ```|``` not closed|```"
            })
    void closesAFenceThatItsAuthorLeftOpen(String written, String closed) {
        assertThat(Markdown.closed(written.replace('|', '\n')).replace('\n', '|'))
                .isEqualTo(closed);
    }
}
