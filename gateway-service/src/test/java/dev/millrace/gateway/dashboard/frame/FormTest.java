package dev.millrace.gateway.dashboard.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.kit.error.MillraceException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FormTest {

    @Test
    void readsFieldsWithAllTheirValues() {
        Form form = Form.of("name=Ann+%26+Bob+&scopes=git%3Aread&scopes=org%3Aread&workflows=on");

        assertThat(form.text("name")).isEqualTo("Ann & Bob");
        assertThat(form.all("scopes")).containsExactly("git:read", "org:read");
        assertThat(form.isOn("workflows")).isTrue();
        assertThat(form.find("missing")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "&&&", "=", "%", "%zz=1"})
    void hasNoFieldsOfWhatIsNoForm(String body) {
        assertThat(Form.of(body).find("name")).isEmpty();
    }

    @Test
    void statesWhichFieldIsMissing() {
        assertThatThrownBy(() -> Form.of("a=1").required("id"))
                .isInstanceOf(MillraceException.class)
                .hasMessageContaining("'id'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"//evil.example", "https://evil.example", "", "javascript:alert(1)"})
    void leadsToPathsOfThePlatformOnly(String next) {
        assertThat(Form.of("next=" + next).path("next", "/fallback")).isEqualTo("/fallback");
    }

    @Test
    void leadsToAPathWithAQuery() {
        assertThat(Form.of("next=%2Fui%2Fpeople%3Frepository%3Da%252Fb").path("next", "/"))
                .isEqualTo("/ui/people?repository=a%2Fb");
    }
}
