package dev.millrace.kit.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HiddenCharactersTest {

    // bidirectional controls, zero widths, fillers, tags, separators, C1: UTS 39, UAX 9, Default_Ignorable_Code_Point
    @ParameterizedTest
    @ValueSource(
            ints = {
                0x0085, 0x009B, 0x00AD, 0x034F, 0x061C, 0x115F, 0x1160, 0x17B4, 0x180B, 0x180E, 0x200B, 0x200C, 0x200D,
                0x200E, 0x200F, 0x2028, 0x2029, 0x202A, 0x202E, 0x2060, 0x2064, 0x2066, 0x2069, 0x206A, 0x3164, 0xFE00,
                0xFE0F, 0xFEFF, 0xFFA0, 0xFFF9, 0x1BCA0, 0x1D173, 0xE0001, 0xE0041, 0xE0100
            })
    void findsWhatIsInvisible(int character) { // #9.10
        String name = "ma" + Character.toString(character) + "in";

        assertThat(HiddenCharacters.find(name)).hasValue(character);
        assertThat(HiddenCharacters.escaped(name)).isEqualTo("ma\\u{%04X}in".formatted(character));
    }

    // BR-48, an emoji with its selector, a family joined, Persian with a non-joiner, Arabic with a number sign
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "main",
                "fix/#123",
                "a%2Fb",
                "50%",
                "a+b",
                "x&y",
                "ü",
                "it's",
                "a|b",
                "\"q\"",
                "<b>",
                "$(id)",
                "@",
                "-x",
                "漢字",
                "❤\uFE0F",
                "👩\u200D👧",
                "می\u200Cخواهم",
                "\u0600",
                "a\tb\n"
            })
    void leavesAloneWhatIsSeen(String name) { // #9.10
        assertThat(HiddenCharacters.find(name)).isEmpty();
        assertThat(HiddenCharacters.escaped(name)).isSameAs(name);
    }

    @Test
    void escapesThemInTheLog() { // #9.10
        var record = new ExtLogRecord(Level.INFO, "repository=%s moved=%d", ExtLogRecord.FormatStyle.PRINTF, "test");
        record.setParameters(new Object[] {"acme/\u202Egnp.exe", 2});

        assertThat(new EscapeHidden().isLoggable(record)).isTrue();

        assertThat(record.getFormattedMessage()).isEqualTo("repository=acme/\\u{202E}gnp.exe moved=2");
    }
}
