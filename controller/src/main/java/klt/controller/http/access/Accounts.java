package klt.controller.http.access;

import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import klt.common.settings.ConfigurationException;

/** Users with their roles and secrets (passwords or tokens). Immutable. */
final class Accounts {

    static final int ACCOUNTS_MAX = 1_000;
    static final int SECRET_LENGTH_MAX = 512;

    /** Minimum length of a secret; a randomly generated token of this length cannot be guessed through the network. */
    static final int SECRET_LENGTH_MIN = 12;

    private static final int PARTS = 3;
    private static final Pattern VISIBLE = Pattern.compile("[!-~]*");

    /** @param digest SHA-256 of the secret */
    @SuppressWarnings("ArrayRecordComponent") // never compared as a record
    record Account(User user, byte[] digest) {

        boolean hasSecret(byte[] given) {
            return MessageDigest.isEqual(digest, given);
        }

        @Override
        public String toString() {
            return "Account[" + user + "]";
        }
    }

    private final List<Account> accounts;

    private Accounts(List<Account> accounts) {
        this.accounts = List.copyOf(accounts);
    }

    /**
     * Reads accounts of the form {@code name:role:secret}, separated by white space. Lines that begin with # are ignored.
     *
     * @param variable the environment variable to name in an error
     * @throws ConfigurationException naming the entry, but never its text
     */
    static Accounts parse(String variable, String text) {
        List<Account> accounts = new ArrayList<>();
        Set<String> names = new HashSet<>();
        List<String> entries = text.lines()
                .filter(line -> !line.strip().startsWith("#"))
                .flatMap(line -> List.of(line.strip().split("\\s+")).stream())
                .filter(entry -> !entry.isEmpty())
                .toList();
        if (entries.isEmpty() || entries.size() > ACCOUNTS_MAX) {
            throw new ConfigurationException(
                    variable,
                    "takes 1 to " + ACCOUNTS_MAX + " accounts of the form name:role:secret, not " + entries.size());
        }
        for (String entry : entries) {
            Account account = account(variable, accounts.size() + 1, entry);
            if (!names.add(account.user().name())) {
                throw new ConfigurationException(
                        variable, "has two accounts named " + account.user().name());
            }
            accounts.add(account);
        }
        return new Accounts(accounts);
    }

    private static Account account(String variable, int number, String entry) {
        String[] parts = entry.split(":", PARTS);
        if (parts.length < PARTS || !User.NAME.matcher(parts[0]).matches()) {
            throw new ConfigurationException(
                    variable,
                    "takes accounts of the form name:role:secret, where a name has up to 128 letters, digits and . _ @ + -; account "
                            + number + " differs");
        }
        Role role = Role.of(parts[1])
                .orElseThrow(() -> new ConfigurationException(
                        variable, "takes the role view or operate; account " + number + " has another one"));
        int length = parts[2].length();
        if (length < SECRET_LENGTH_MIN || length > SECRET_LENGTH_MAX) {
            throw new ConfigurationException(
                    variable,
                    "takes passwords and tokens of " + SECRET_LENGTH_MIN + " to " + SECRET_LENGTH_MAX
                            + " characters; that of account " + number + " has " + length);
        }
        requireVisible(variable, parts[2], "that of account " + number);
        return new Account(new User(parts[0], role), Digest.of(parts[2]));
    }

    /** Clients cannot send other characters in a header, or not in the same encoding. */
    static void requireVisible(String variable, String secret, String what) {
        if (!VISIBLE.matcher(secret).matches()) {
            throw new ConfigurationException(
                    variable, "takes passwords and tokens of visible ASCII characters; " + what + " has another one");
        }
    }

    /** Returns the user with this token. Compares with every account, so that the time does not depend on which one matches. */
    Optional<Account> withToken(String token) {
        byte[] given = Digest.of(token);
        Optional<Account> found = Optional.empty();
        for (Account account : accounts) {
            if (account.hasSecret(given)) {
                found = Optional.of(account);
            }
        }
        return found;
    }

    Optional<Account> withPassword(String name, String password) {
        byte[] given = Digest.of(password);
        Optional<Account> found = Optional.empty();
        for (Account account : accounts) {
            // first, so that the time does not depend on the name
            boolean secret = account.hasSecret(given);
            if (secret && account.user().name().equals(name)) {
                found = Optional.of(account);
            }
        }
        return found;
    }

    Optional<Account> named(String name) {
        return accounts.stream()
                .filter(account -> account.user().name().equals(name))
                .findFirst();
    }

    @Override
    public String toString() {
        return "Accounts" + accounts;
    }
}
