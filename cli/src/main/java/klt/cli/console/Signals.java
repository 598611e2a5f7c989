package klt.cli.console;

import java.lang.reflect.Proxy;

/**
 * The process's signals. Uses reflection, because javac's warning about {@code sun.misc.Signal} cannot be suppressed. A shutdown hook would
 * not do, because it cannot detect a second Ctrl-C.
 */
public final class Signals {

    private Signals() {}

    /** Handles Ctrl-C, termination by a supervisor, and a closed terminal. */
    public static void install(Interrupts interrupts) {
        handle("INT", interrupts::askToStop);
        handle("TERM", interrupts::askToStopOnce);
        // a closing terminal sends several
        handle("HUP", interrupts::askToStopOnce);
    }

    /** @param action runs on a separate thread for each signal */
    public static void handle(String name, Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object proxy = Proxy.newProxyInstance(
                    Signals.class.getClassLoader(), new Class<?>[] {handler}, (self, method, args) -> {
                        if (method.getName().equals("handle")) {
                            action.run();
                        }
                        return null;
                    });
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
        } catch (ReflectiveOperationException taken) {
            // with -Xrs, the JVM does not handle signals, and the default action ends the process
        }
    }
}
