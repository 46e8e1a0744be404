package dev.millrace.forge;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

@NullMarked
class WebPageTest {

    private static final String GIT = "application/x-git-upload-pack-advertisement";

    @Test
    void quotesTheTitleOfAPage() { // #9.31
        String message = WebPage.message(
                "git.example.com/x",
                "text/html; charset=utf-8",
                "<!DOCTYPE html>\n<html><head><title>\n Sign in\n · Example</title>" + "x".repeat(10_000),
                GIT);

        assertThat(message)
                .isEqualTo("no Git server answered for git.example.com/x but a web page ('Sign in · Example'):"
                        + " is a single sign-on or a proxy in between?");
    }

    @Test
    void quotesAtMostALineOfAnythingElse() {
        assertThat(WebPage.message("x", "application/json", "{\"a\":1}\nmore", GIT))
                .isEqualTo("no Git server answered for x: the answer has application/json ('{\"a\":1}'), and Git's is "
                        + GIT);
        assertThat(WebPage.message("x", "", "y".repeat(1000), GIT)).hasSizeLessThan(250);
    }

    @Test
    void reportsThatTheAnswerIsEmpty() {
        assertThat(WebPage.message("x", GIT, "", GIT)).endsWith("the answer is empty");
    }

    @Test
    void takesABodyThatIsAPageForOneWhateverItsType() {
        assertThat(WebPage.message("x", GIT, "<html>Sign in</html>", GIT)).contains("web page");
    }
}
