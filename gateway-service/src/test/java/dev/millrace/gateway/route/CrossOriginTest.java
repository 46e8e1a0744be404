package dev.millrace.gateway.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.MultiMap;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CrossOriginTest {

    private final CrossOrigin some = new CrossOrigin(List.of("https://App.example.com", "http://localhost:3000"));
    private final MultiMap response = MultiMap.caseInsensitiveMultiMap();

    @Test
    void allowsTheOriginsThatAreNamed() {
        assertThat(some.allows("https://app.example.com")).isTrue();
        assertThat(some.allows("http://localhost:3000")).isTrue();
        assertThat(some.allows("http://localhost:3001")).isFalse();
        assertThat(some.allows("http://app.example.com")).isFalse();
        assertThat(some.allows("https://app.example.com.evil.test")).isFalse();
        assertThat(some.allows("null")).isFalse();
        assertThat(new CrossOrigin(List.of()).allows("https://app.example.com")).isFalse();
        assertThat(new CrossOrigin(List.of("*")).allows("null")).isTrue();
    }

    @Test
    void namesTheOriginSoThatCachesKeepResponsesApart() {
        response.add("Vary", "Accept");

        some.expose("https://app.example.com", response);

        assertThat(response.get("Access-Control-Allow-Origin")).isEqualTo("https://app.example.com");
        assertThat(response.getAll("Vary")).containsExactly("Accept", "Origin");
        assertThat(response.get("Access-Control-Expose-Headers")).contains("ETag", "X-Blob-Sha", "Content-Range");
        assertThat(response.contains("Access-Control-Allow-Credentials")).isFalse();
    }

    @Test
    void permitsTheHeadersThatClientsOfTheApiSend() {
        some.permit("authorization, code-storage-agent,content-type, x-evil", response);

        assertThat(response.get("Access-Control-Allow-Headers"))
                .isEqualTo("authorization, code-storage-agent, content-type");
        assertThat(response.get("Access-Control-Allow-Methods")).contains("DELETE", "PATCH");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"app.example.com", "https://app.example.com/", "https://", "https://a b", "https://u@a.test"})
    void refusesWhatIsNoOrigin(String given) {
        assertThatThrownBy(() -> new CrossOrigin(List.of(given))).hasMessageContaining(given);
    }
}
