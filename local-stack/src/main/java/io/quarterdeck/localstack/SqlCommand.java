package io.quarterdeck.localstack;

import java.io.IOException;
import java.io.PrintWriter;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code sql}: what a query answers, as CSV with a header on standard output. */
@Command(
        name = "sql",
        mixinStandardHelpOptions = true,
        description = "Runs SQL and prints what it answers as CSV with a header.",
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:done", "1:PostgreSQL refused it, or the stack is down", "2:bad usage"})
final class SqlCommand implements Callable<Integer> {

    /** Rows held in memory at once; the answer may be larger than it. */
    private static final int FETCH_ROWS = 10_000;

    @ParentCommand
    QuarterdeckMain quarterdeck;

    @Spec
    CommandSpec command;

    @Option(
            names = "--as",
            paramLabel = "ROLE",
            defaultValue = StackConnection.READER,
            description = "ml_reader reads the feature tables, dashboard reads everything, owner may change it. Now"
                    + " ${DEFAULT-VALUE}.")
    String role;

    @Parameters(paramLabel = "SQL", description = "One statement, or several with semicolons between them.")
    String sql;

    @Override
    public Integer call() throws IOException {
        if (!role.matches("\\w+")) {
            throw new ParameterException(command.commandLine(), "--as: '" + role + "' is not the name of a role");
        }
        PrintWriter out = command.commandLine().getOut();
        try (var connection =
                        RunningStack.require(quarterdeck.home).connection().connect(role);
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false); // else the driver would read the whole answer before the first row
            statement.setFetchSize(FETCH_ROWS);
            printAll(statement, statement.execute(sql), out);
            connection.commit();
        } catch (SQLException e) {
            throw new IOException(e.getMessage().replaceAll("\\s*\n\\s*", "; "), e);
        } finally {
            out.flush();
        }
        return 0;
    }

    private static void printAll(Statement statement, boolean rows, PrintWriter out) throws SQLException {
        boolean moreRows = rows;
        while (moreRows || statement.getUpdateCount() != -1) {
            if (moreRows) {
                print(statement.getResultSet(), out);
            }
            moreRows = statement.getMoreResults();
        }
    }

    private static void print(ResultSet rows, PrintWriter out) throws SQLException {
        int columns = rows.getMetaData().getColumnCount();
        for (int column = 1; column <= columns; column++) {
            out.print(column == 1 ? "" : ",");
            out.print(Csv.field(rows.getMetaData().getColumnLabel(column)));
        }
        out.print('\n');
        while (rows.next()) {
            for (int column = 1; column <= columns; column++) {
                out.print(column == 1 ? "" : ",");
                out.print(Csv.field(rows.getString(column)));
            }
            out.print('\n');
        }
    }
}
