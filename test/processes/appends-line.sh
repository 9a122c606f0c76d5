# appends-line.sh FILE: leaves a trace of each of its starts.
echo started >> "$1"
exec sleep 300
