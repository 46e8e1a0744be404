package dev.millrace.simulator.access;

import dev.millrace.simulator.account.Account;
import dev.millrace.simulator.app.InstallationToken;

/** Who makes a call. */
public sealed interface Caller {

    /** The key by which calls are counted. */
    String rateKey();

    /** The App itself, by its JWT. */
    record App() implements Caller {
        @Override
        public String rateKey() {
            return "app";
        }
    }

    /** An installation, by one of its tokens; all its tokens share one limit. */
    record Installed(InstallationToken token) implements Caller {
        @Override
        public String rateKey() {
            return "installation " + token.installation().id();
        }
    }

    /** A person, by a token of the control API; may do everything. */
    record Person(Account account) implements Caller {
        @Override
        public String rateKey() {
            return "user " + account.id();
        }
    }

    /** A person, by a token that was granted to the App; reads what is public, and what concerns the person. */
    record Authorized(Account account) implements Caller {
        @Override
        public String rateKey() {
            return "user " + account.id();
        }
    }

    /** A caller without credentials; reads what is public. */
    record Anonymous() implements Caller {
        @Override
        public String rateKey() {
            return "anonymous";
        }
    }
}
