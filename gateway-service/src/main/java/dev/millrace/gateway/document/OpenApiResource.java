package dev.millrace.gateway.document;

import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** The OpenAPI 3.1 document of all services, which a build generates from theirs and checks. */
@Path("/api/openapi.json")
@Produces(MediaType.APPLICATION_JSON)
class OpenApiResource {

    private static final String FILE = "/openapi.json";

    private final String document;

    OpenApiResource() throws IOException {
        try (InputStream file = Objects.requireNonNull(OpenApiResource.class.getResourceAsStream(FILE))) {
            document = new String(file.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** The document; open to everyone, as the source code is. */
    @GET
    @PermitAll
    public String read() {
        return document;
    }
}
