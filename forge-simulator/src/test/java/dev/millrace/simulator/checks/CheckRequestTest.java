package dev.millrace.simulator.checks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.simulator.rest.GitHubFailure;
import dev.millrace.simulator.rest.Json;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckRequestTest {

    @Test
    void countsBytesAndNotCharacters() {
        ObjectNode fits = withOutput().put("summary", "é".repeat(32_767) + "x");
        ObjectNode tooLong = withOutput().put("summary", "é".repeat(32_768));

        assertThat(CheckRequest.toCreate(body(fits)).summary()).isPresent();
        assertThatExceptionOfType(GitHubFailure.class)
                .isThrownBy(() -> CheckRequest.toCreate(body(tooLong)))
                .satisfies(failure -> assertThat(failure.errors().getFirst().message())
                        .isEqualTo("summary exceeds a maximum bytesize of 65535"));
    }

    @Test
    void takesAConclusionAsCompleted() {
        CheckRequest request = CheckRequest.toUpdate(Json.object().put("conclusion", "success"));

        assertThat(request.status()).contains("completed");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"head_sha\": \"abc\"}",
                "{\"name\": \"n\"}",
                "{\"name\": \"n\", \"head_sha\": \"abc\", \"status\": \"completed\"}",
                "{\"name\": \"n\", \"head_sha\": \"abc\", \"status\": \"waiting\"}",
                "{\"name\": \"n\", \"head_sha\": \"abc\", \"conclusion\": \"stale\"}",
                "{\"name\": \"n\", \"head_sha\": \"abc\", \"output\": {\"title\": \"t\"}}",
                "{\"name\": \"n\", \"head_sha\": \"abc\", \"completed_at\": \"soon\"}"
            })
    void refusesWhatGitHubRefuses(String body) {
        assertThatExceptionOfType(GitHubFailure.class)
                .isThrownBy(() -> CheckRequest.toCreate(Json.parseObject(body.getBytes(StandardCharsets.UTF_8))))
                .satisfies(failure -> assertThat(failure.status()).isEqualTo(422));
    }

    private static ObjectNode withOutput() {
        return Json.object().put("title", "t").put("summary", "s");
    }

    private static ObjectNode body(ObjectNode output) {
        ObjectNode body = Json.object().put("name", "n").put("head_sha", "abc");
        body.set("output", output);
        return body;
    }
}
