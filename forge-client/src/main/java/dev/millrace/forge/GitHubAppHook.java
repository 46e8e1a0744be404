package dev.millrace.forge;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.forge.ForgeFailure.Kind;
import dev.millrace.forge.GitHubHttp.Call;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An App's webhook over GitHub's REST API. */
final class GitHubAppHook implements AppHook {

    private static final String NEWEST = "app/hook/deliveries?per_page=100";

    private final AppCalls calls;

    GitHubAppHook(AppCalls calls) {
        this.calls = calls;
    }

    @Override
    public Page list(Optional<String> page) {
        GitHubHttp.Page<ReadBody[]> read = calls.sendForPage(Call.get(page.orElse(NEWEST)), ReadBody[].class);
        return new Page(Arrays.stream(read.body()).map(ReadBody::toDelivery).toList(), read.next());
    }

    @Override
    public void redeliver(long id) {
        // a repeated request delivers it twice, which the GUID makes harmless
        calls.send(Call.write("POST", "app/hook/deliveries/" + id + "/attempts", null, true), JsonNode.class);
    }

    @Override
    public void setSecret(String secret) {
        calls.send(Call.write("PATCH", "app/hook/config", Map.of("secret", secret), true), JsonNode.class);
    }

    private record ReadBody(
            long id,
            @Nullable String guid,
            @JsonProperty("delivered_at") @Nullable Instant deliveredAt,
            @Nullable String status,
            @Nullable String event) {

        Delivery toDelivery() {
            if (id == 0 || guid == null || deliveredAt == null || event == null) {
                throw new ForgeFailure(Kind.UNEXPECTED, 200, "a delivery without id, guid, delivered_at or event");
            }
            return new Delivery(id, guid, deliveredAt, "OK".equals(status), event);
        }
    }
}
