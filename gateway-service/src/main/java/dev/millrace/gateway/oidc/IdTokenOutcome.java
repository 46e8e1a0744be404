package dev.millrace.gateway.oidc;

import java.util.Map;

/** The result of checking an ID token. */
sealed interface IdTokenOutcome {

    /** The provider has made it for us and for this flow. */
    record Accepted(Map<String, Object> claims) implements IdTokenOutcome {

        /** Shows no claim. */
        @Override
        public String toString() {
            return "Accepted";
        }
    }

    /** It proves nothing, for a reason that may be shown. */
    record Refused(String reason) implements IdTokenOutcome {}
}
