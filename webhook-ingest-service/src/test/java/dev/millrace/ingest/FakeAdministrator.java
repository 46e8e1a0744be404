package dev.millrace.ingest;

import dev.millrace.kit.error.MillraceException;
import dev.millrace.kit.identity.administrator.ActingAdministrator;
import dev.millrace.kit.identity.administrator.AdministratorClient;
import io.quarkus.test.Mock;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.util.Optional;
import java.util.UUID;

/** Accepts one token without asking a gateway. */
@Mock
@ApplicationScoped
public class FakeAdministrator extends AdministratorClient {

    public static final String TOKEN = "the-administrator";

    public static final UUID USER = UUID.fromString("5d2c8f0e-6b7a-4f1d-8e3c-1a2b3c4d5e6f");

    FakeAdministrator() {
        super(URI.create("http://localhost:1"));
    }

    @Override
    public ActingAdministrator require(String authorization) {
        if (!("Bearer " + TOKEN).equals(authorization)) {
            throw MillraceException.unauthorized("not the administrator");
        }
        return new ActingAdministrator("mona", Optional.of(USER));
    }
}
