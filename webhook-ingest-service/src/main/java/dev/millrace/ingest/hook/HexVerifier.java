package dev.millrace.ingest.hook;

import dev.millrace.ingest.hook.Verification.BadProof;
import dev.millrace.ingest.hook.Verification.NoProof;
import dev.millrace.ingest.hook.Verification.Unidentified;
import dev.millrace.ingest.hook.Verification.Verified;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** A forge that sends the HMAC-SHA256 of the body in hex, and names event and delivery in headers of their own. */
final class HexVerifier implements DeliveryVerifier {

    private static final Pattern EVENT = Pattern.compile("[A-Za-z0-9_:.-]{1,64}");
    private static final Pattern HOOK_ID = Pattern.compile("[0-9]{0,20}");
    private static final Set<String> KEPT =
            Set.of("x-event-key", "x-request-uuid", "x-attempt-number", "user-agent", "content-type");

    private final Layout layout;
    private final SignatureCheck check;

    private HexVerifier(Layout layout) {
        this.layout = layout;
        this.check = new SignatureCheck(layout.prefix());
    }

    /** "Validating webhook deliveries" in GitHub's documentation. */
    static HexVerifier github() {
        return new HexVerifier(new Layout(
                "X-Hub-Signature-256",
                "sha256=",
                "X-GitHub-Event",
                "X-GitHub-Delivery",
                "X-GitHub-Hook-ID",
                "",
                "x-github-",
                false));
    }

    /** Gitea, whose own headers count, and neither GitHub's nor those of Gogs that it also sends. */
    static HexVerifier gitea() {
        return new HexVerifier(
                new Layout("X-Gitea-Signature", "", "X-Gitea-Event", "X-Gitea-Delivery", "", "", "x-gitea-", true));
    }

    /** Forgejo, whose own headers count, and not those of Gitea that it also sends. */
    static HexVerifier forgejo() {
        return new HexVerifier(new Layout(
                "X-Forgejo-Signature", "", "X-Forgejo-Event", "X-Forgejo-Delivery", "", "", "x-forgejo-", true));
    }

    /** Bitbucket Cloud: the SHA-256 has the name that GitHub once used for SHA-1. */
    static HexVerifier bitbucket() {
        return new HexVerifier(new Layout(
                "X-Hub-Signature", "sha256=", "X-Event-Key", "X-Request-UUID", "", "", "x-hook-uuid", false));
    }

    /** Bitbucket Data Center. Its test of a connection has no id. */
    static HexVerifier dataCenter() {
        return new HexVerifier(new Layout(
                "X-Hub-Signature",
                "sha256=",
                "X-Event-Key",
                "X-Request-Id",
                "",
                "diagnostics:ping",
                "x-request-",
                false));
    }

    @Override
    public Optional<NoProof> missing(HookHeaders headers) {
        return headers.find(layout.signature()).filter(check::isSignature).isPresent()
                ? Optional.empty()
                : Optional.of(new NoProof(rule()));
    }

    @Override
    public Optional<String> event(HookHeaders headers) {
        return headers.find(layout.event());
    }

    @Override
    public boolean keeps(String header) {
        return KEPT.contains(header)
                || header.startsWith(layout.family()) && !header.equalsIgnoreCase(layout.signature());
    }

    @Override
    public boolean signsDecodedForms() {
        return layout.signsDecodedForms();
    }

    @Override
    public Verification verify(HookConnection connection, HookHeaders headers, SignedBytes body, Instant receivedAt) {
        Optional<NoProof> missing = missing(headers);
        if (missing.isPresent()) {
            return missing.get();
        }
        return check.matching(body, headers.find(layout.signature()), connection.secrets())
                .<Verification>map(secret -> identified(connection, headers, body, secret))
                .orElseGet(() -> new BadProof(rule()));
    }

    private Verification identified(
            HookConnection connection, HookHeaders headers, SignedBytes body, HookSecret secret) {
        String event = event(headers).orElse("");
        if (!EVENT.matcher(event).matches()) {
            return new Unidentified(secret, layout.event() + " is missing or not the name of an event");
        }
        String hookId =
                layout.hookId().isEmpty() ? "" : headers.find(layout.hookId()).orElse("");
        Optional<String> delivery = headers.find(layout.delivery())
                .map(id -> DeliveryIds.of(connection, id))
                .or(() -> event.equals(layout.eventWithoutId())
                        ? Optional.of(DeliveryIds.derived(connection, body, event))
                        : Optional.empty());
        if (delivery.isEmpty() || !HOOK_ID.matcher(hookId).matches()) {
            return new Unidentified(
                    secret,
                    layout.hookId().isEmpty()
                            ? layout.delivery() + " is missing"
                            : layout.delivery() + " or " + layout.hookId() + " is missing or not an id");
        }
        return new Verified(secret, event, hookId, delivery.get());
    }

    private String rule() {
        return layout.signature() + " is missing or made with another secret";
    }

    /**
     * The names that a forge uses.
     *
     * @param signature header with the signature
     * @param prefix before the digits of the signature
     * @param event header with the event
     * @param delivery header with the id of the delivery
     * @param hookId header with the number of the hook; empty if there is none
     * @param eventWithoutId an event that may lack the id of the delivery; empty if there is none
     * @param family what the names of headers to keep begin with
     * @param signsDecodedForms see {@link DeliveryVerifier#signsDecodedForms}
     */
    private record Layout(
            String signature,
            String prefix,
            String event,
            String delivery,
            String hookId,
            String eventWithoutId,
            String family,
            boolean signsDecodedForms) {}
}
