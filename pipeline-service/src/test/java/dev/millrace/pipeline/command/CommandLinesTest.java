package dev.millrace.pipeline.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CommandLinesTest {

    private static final String TEST = "/test all";

    @ParameterizedTest
    @MethodSource
    void findsLinesThatBeginWithAVerb(String comment, List<String> lines) {
        assertThat(CommandLines.of(comment, 10)).isEqualTo(lines);
    }

    static Stream<Arguments> findsLinesThatBeginWithAVerb() {
        return Stream.of(
                arguments("/test", List.of("/test")),
                arguments("/test all", List.of(TEST)),
                arguments("/TEST all", List.of("/TEST all")),
                arguments("/Ok-To-Test", List.of("/Ok-To-Test")),
                arguments("  /test", List.of()),
                arguments("\t/test", List.of()),
                arguments("    /test", List.of()),
                arguments("please /test", List.of()),
                arguments("text before\n/test all\ntext after", List.of(TEST)),
                arguments("/test all   ", List.of(TEST)),
                arguments("/test\tall", List.of("/test\tall")),
                arguments("/test all\r\n/retest\r\n", List.of(TEST, "/retest")),
                arguments("/test all\r/retest", List.of(TEST, "/retest")),
                arguments("/testing", List.of()),
                arguments("/test/all", List.of()),
                arguments("/tests", List.of()),
                arguments("//test", List.of()),
                arguments("\\/test", List.of()),
                arguments("/", List.of()),
                arguments("", List.of()),
                arguments("/usr/bin/test", List.of()),
                arguments("/lgtm", List.of()),
                arguments("/ops", List.of("/ops")),
                arguments("/ops run x 'a b'", List.of("/ops run x 'a b'")),
                arguments("```\n/test\n```", List.of()),
                arguments("```\n/test\n```\n/test all", List.of(TEST)),
                arguments("```sh\n/test\n```", List.of()),
                arguments("~~~\n/test\n~~~", List.of()),
                arguments("~~~\n```\n/test\n~~~\n/test all", List.of(TEST)),
                arguments("````\n```\n/test\n````\n/test all", List.of(TEST)),
                arguments("```\n/test\n``` not closed\n/test", List.of()),
                arguments("```\n/test", List.of()),
                arguments("``` a `b` ```\n/test all", List.of(TEST)),
                arguments("   ```\n/test\n   ```", List.of()),
                arguments("> /test", List.of()),
                arguments(">/test", List.of()),
                arguments("> quoted\n/test", List.of()),
                arguments("> quoted\n\n/test all", List.of(TEST)),
                arguments(">\n/test all", List.of(TEST)),
                arguments("> ```\n> /test\n\n/test all", List.of(TEST)),
                arguments("<!-- /test -->", List.of()),
                arguments("<!--\n/test\n-->", List.of()),
                arguments("<!--\n/test\n-->\n/test all", List.of(TEST)),
                arguments("<!--\n--> /test", List.of()),
                arguments("<!--\n-->/test", List.of()),
                arguments("/test all <!-- why -->", List.of(TEST)),
                arguments("/test all <!-- why\n/retest\n-->", List.of(TEST)),
                arguments("<!-- a --><!-- b\n/test", List.of()),
                arguments("```\n<!--\n```\n/test all", List.of(TEST)),
                arguments("<pre>\n/test\n</pre>\n/test all", List.of(TEST)),
                arguments("<PRE class='x'>\n/test\n</PRE>", List.of()),
                arguments("<pre>/test</pre>\n/test all", List.of(TEST)),
                arguments("/test all\u0000", List.of(TEST)),
                arguments("- /test", List.of()),
                arguments("* /test", List.of()),
                arguments("`/test`", List.of()));
    }

    @Test
    void findsNoMoreThanItIsAskedFor() {
        assertThat(CommandLines.of("/retest\n".repeat(30), 11)).hasSize(11);
    }

    @Test
    void readsALongCommentInLinearTime() {
        String hostile = "<!--".repeat(20_000) + "\n" + "> ".repeat(20_000) + "\n" + "`".repeat(60_000) + "\n"
                + "/test ".repeat(10_000);

        assertThat(CommandLines.of(hostile, 10)).isEmpty();
    }
}
