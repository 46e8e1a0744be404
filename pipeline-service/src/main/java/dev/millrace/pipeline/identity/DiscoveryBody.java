package dev.millrace.pipeline.identity;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/** The document of OpenID Connect Discovery 1.0 by which others find the keys. Nothing but verifying tokens is offered. */
record DiscoveryBody(
        String issuer,
        @JsonProperty("jwks_uri") String jwksUri,
        @JsonProperty("response_types_supported") List<String> responseTypes,
        @JsonProperty("subject_types_supported") List<String> subjectTypes,

        @JsonProperty("id_token_signing_alg_values_supported")
        List<String> algorithms,

        @JsonProperty("scopes_supported") List<String> scopes,
        @JsonProperty("claims_supported") List<String> claims) {}
