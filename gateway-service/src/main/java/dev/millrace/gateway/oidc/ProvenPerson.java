package dev.millrace.gateway.oidc;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Whom the provider has authenticated.
 *
 * @param issuer names the provider
 * @param subject the provider's stable id of the account: 1 to 255 printable characters. With the issuer, the only thing by which
 *     the person is recognized
 * @param names what the provider calls the person, the best first; the subject is the last
 * @param email an address that the provider has verified
 * @param groups names of groups
 */
public record ProvenPerson(
        String issuer, String subject, List<String> names, Optional<String> email, Set<String> groups) {

    private static final String SUBJECT = "sub";
    private static final String USERNAME = "preferred_username";
    private static final String EMAIL = "email";

    public ProvenPerson {
        names = List.copyOf(names);
        groups = Set.copyOf(groups);
    }

    /** @param claims of an ID token that was verified, completed with those of the person's description (UserInfo) */
    static ProvenPerson read(Map<String, Object> claims, String issuer, OidcConfig config) {
        String subject = text(claims, SUBJECT).orElseThrow();
        List<String> names = new ArrayList<>();
        text(claims, config.nameClaim()).ifPresent(names::add);
        text(claims, USERNAME).ifPresent(names::add);
        names.add(subject);
        return new ProvenPerson(
                issuer,
                subject,
                names,
                text(claims, EMAIL).filter(address -> isTrue(claims.get("email_verified"))),
                texts(claims.get(config.groupsClaim())));
    }

    /** Whether a claim that the settings ask for is missing, so that the person's description is worth a request. */
    static boolean isIncomplete(Map<String, Object> claims, OidcConfig config) {
        boolean hasGroups = config.groups().isEmpty() || claims.get(config.groupsClaim()) != null;
        boolean hasEmail = config.emailDomains().isEmpty() || claims.get(EMAIL) != null;
        return !hasGroups || !hasEmail || claims.get(config.nameClaim()) == null;
    }

    private static Optional<String> text(Map<String, Object> claims, String name) {
        return claims.get(name) instanceof String text && !text.isBlank()
                ? Optional.of(text.strip())
                : Optional.empty();
    }

    private static Set<String> texts(@Nullable Object claim) {
        Stream<?> each = claim instanceof Collection<?> list ? list.stream() : Stream.ofNullable(claim);
        return each.filter(String.class::isInstance).map(String.class::cast).collect(Collectors.toSet());
    }

    /** Some providers send it as a text. */
    private static boolean isTrue(@Nullable Object claim) {
        return Boolean.TRUE.equals(claim) || "true".equals(claim);
    }

    /** Shows no e-mail address. */
    @Override
    public String toString() {
        return "ProvenPerson[" + issuer + " " + subject + "]";
    }
}
