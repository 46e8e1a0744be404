package dev.millrace.ingest;

import dev.millrace.kit.error.MillraceException;
import dev.millrace.kit.identity.administrator.AdministratorClient;
import io.quarkus.test.Mock;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;

/** Accepts one token without asking a gateway. */
@Mock
@ApplicationScoped
public class FakeAdministrator extends AdministratorClient {

    public static final String TOKEN = "the-administrator";

    FakeAdministrator() {
        super(URI.create("http://localhost:1"));
    }

    @Override
    public void require(String authorization) {
        if (!("Bearer " + TOKEN).equals(authorization)) {
            throw MillraceException.unauthorized("not the administrator");
        }
    }
}
