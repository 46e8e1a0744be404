package dev.millrace.gateway.administrator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AdministratorTokenTest {

    @Test
    void isNotInWhatItIsPrintedAs() { // #9.6
        var token = AdministratorToken.random();

        assertThat("token " + token).doesNotContain(token.text());
        assertThat(token.text()).matches("mra_[A-Za-z0-9_-]{43}");
        assertThat(AdministratorToken.random().text()).isNotEqualTo(token.text());
    }
}
