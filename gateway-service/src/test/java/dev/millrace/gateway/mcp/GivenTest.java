package dev.millrace.gateway.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GivenTest {

    @Test
    void readsArguments() throws ToolFailure {
        var given = new Given(Map.of(
                "text",
                "a",
                "blank",
                " ",
                "number",
                7.0,
                "flag",
                true,
                "texts",
                List.of("x"),
                "objects",
                List.of(Map.of("path", "p"))));

        assertThat(given.text("text")).contains("a");
        assertThat(given.text("blank")).isEmpty();
        assertThat(given.content("blank")).contains(" ");
        assertThat(given.number("number")).contains(7);
        assertThat(given.flag("flag")).isTrue();
        assertThat(given.flag("absent")).isFalse();
        assertThat(given.texts("texts")).containsExactly("x");
        assertThat(given.objects("objects").getFirst().needed("path")).isEqualTo("p");
    }

    @Test
    void statesWhatIsWrongWithAnArgument() {
        var given = new Given(Map.of("text", 1, "number", -1, "half", 0.5, "flag", "yes", "texts", List.of(1)));

        assertThatThrownBy(() -> given.text("text")).hasMessage("the argument 'text' is a text, not '1'");
        assertThatThrownBy(() -> given.number("number")).hasMessageContaining("0 or more");
        assertThatThrownBy(() -> given.number("half")).hasMessageContaining("0.5");
        assertThatThrownBy(() -> given.flag("flag")).hasMessageContaining("'yes'");
        assertThatThrownBy(() -> given.texts("texts")).hasMessageContaining("list of texts");
        assertThatThrownBy(() -> given.needed("absent")).hasMessage("the argument 'absent' is needed");
        assertThatThrownBy(() -> given.requireKnown(InputSchema.none().text("text", "x")))
                .hasMessageStartingWith("there is no argument");
    }
}
