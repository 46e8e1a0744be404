package dev.millrace.gateway.oidc;

/** The result of presenting the code of a callback to the provider. */
public sealed interface CodeOutcome {

    /** The provider has authenticated this person, for this flow. */
    record Proven(ProvenPerson person) implements CodeOutcome {}

    /** The provider does not accept the code, for a reason in its words. */
    record CodeRejected(String reason) implements CodeOutcome {}

    /** The provider does not accept the client or its secret. */
    record ClientRejected(String reason) implements CodeOutcome {}

    /** The ID token proves nothing to this flow. */
    record TokenRefused(String reason) implements CodeOutcome {}
}
