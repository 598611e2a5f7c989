package klt.cli.console;

import java.lang.reflect.Proxy;

/**
 * The process's signals. It uses reflection, because javac warns about {@code sun.misc.Signal} in a way that cannot be suppressed. It
 * handles signals itself, because a shutdown hook cannot detect a second Ctrl-C.
 */
public final class Signals {

    private Signals() {}

    /** Ctrl-C, termination by a supervisor, and a closed terminal. */
    public static void install(Interrupts interrupts) {
        handle("INT", interrupts::askToStop);
        handle("TERM", interrupts::askToStopOnce);
        // a closing terminal sends several
        handle("HUP", interrupts::askToStopOnce);
    }

    /** @param action runs on its own thread for each signal */
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
            // under -Xrs, the JVM does not handle signals: the default action ends the process
        }
    }
}
