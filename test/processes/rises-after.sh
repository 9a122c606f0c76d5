# rises-after.sh FILE: creates a file, tells its pid, and stays.
echo $$ > "$PIDS/leader"
: > "$1"
exec sleep 300
