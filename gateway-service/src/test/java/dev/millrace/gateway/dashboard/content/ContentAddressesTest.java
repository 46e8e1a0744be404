package dev.millrace.gateway.dashboard.content;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;

class ContentAddressesTest {

    private static final String PAGE = "/ui/repositories/00000000-0000-0000-0000-000000000001/";

    @Test
    void haveRefAndPathInTheQuery() {
        var addresses = new ContentAddresses(new UUID(0, 1), "a/b&c");

        assertThat(addresses.files("")).isEqualTo(PAGE + "files?ref=a%2Fb%26c");
        assertThat(addresses.blame("x.git/ä b")).isEqualTo(PAGE + "blame?ref=a%2Fb%26c&path=x.git%2F%C3%A4%20b");
        assertThat(new ContentAddresses(new UUID(0, 1), "").commits("")).isEqualTo(PAGE + "commits");
    }

    @Test
    void nameEachFolderOfAPath() {
        var addresses = new ContentAddresses(new UUID(0, 1), "");

        assertThat(addresses.crumbs("src/main/A.java"))
                .containsExactly(
                        new ContentAddresses.Crumb("src", PAGE + "files?path=src"),
                        new ContentAddresses.Crumb("main", PAGE + "files?path=src%2Fmain"),
                        new ContentAddresses.Crumb("A.java", PAGE + "files?path=src%2Fmain%2FA.java"));
        assertThat(addresses.crumbs("")).isEmpty();
    }
}
