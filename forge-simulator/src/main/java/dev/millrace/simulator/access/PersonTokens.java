package dev.millrace.simulator.access;

import dev.millrace.simulator.account.Account;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Tokens of people, {@code ghp_} and 36 characters, issued by the control API; valid until the simulator is reset. */
@ApplicationScoped
public class PersonTokens {

    private final SecureRandom random = new SecureRandom();
    private final Map<String, Account> byValue = new ConcurrentHashMap<>();

    public String mint(Account account) {
        String letters = new BigInteger(200, random).toString(36);
        String value = "ghp_" + "0".repeat(Math.max(0, 36 - letters.length()))
                + letters.substring(0, Math.min(36, letters.length()));
        byValue.put(value, account);
        return value;
    }

    Optional<Account> find(String value) {
        return Optional.ofNullable(byValue.get(value));
    }

    public void clear() {
        byValue.clear();
    }
}
