# TestDrive: and $TestDrive: an empty folder for each file. What a block puts there is gone when the block ends.

function New-TestDrive {
    $root = [System.IO.Directory]::CreateTempSubdirectory('spec_').FullName
    # A run inside a run gets a drive of its own; the outer one comes back afterwards.
    $outer = $ExecutionContext.SessionState.PSVariable.GetValue('global:TestDrive')
    Mount-TestDrive $root
    @{ Root = $root; Outer = $outer }
}

function Remove-TestDrive {
    param([hashtable] $Drive)

    Mount-TestDrive $Drive.Outer
    Remove-Entry $Drive.Root
}

function Mount-TestDrive {
    param([string] $Root)

    $session = $ExecutionContext.SessionState
    foreach ($drive in $session.Drive.GetAll()) {
        if ($drive.Name -eq 'TestDrive') { $session.Drive.Remove('TestDrive', $true, 'global') }
    }
    if (-not $Root) {
        $session.PSVariable.Remove('global:TestDrive')
        return
    }
    $drive = [System.Management.Automation.PSDriveInfo]::new('TestDrive', $session.Provider.GetOne('FileSystem'), $Root, 'Files of the spec that runs', $null)
    $null = $session.Drive.New($drive, 'global')
    $session.PSVariable.Set('global:TestDrive', $Root)
}

function Get-TestDriveContent {
    param([hashtable] $Drive)

    # The comma keeps an empty set a set.
    , [System.Collections.Generic.HashSet[string]]::new([System.IO.Directory]::GetFileSystemEntries($Drive.Root, '*', 'AllDirectories'))
}

function Restore-TestDrive {
    param([hashtable] $Drive, [System.Collections.Generic.HashSet[string]] $Kept)

    foreach ($entry in [System.IO.Directory]::GetFileSystemEntries($Drive.Root, '*', 'AllDirectories')) {
        if (-not $Kept.Contains($entry)) { Remove-Entry $entry }
    }
}

function Remove-Entry {
    param([string] $Path)

    try {
        if ([System.IO.Directory]::Exists($Path)) { [System.IO.Directory]::Delete($Path, $true) } else { [System.IO.File]::Delete($Path) }
    }
    catch [System.IO.IOException], [System.UnauthorizedAccessException] {
        # A file that is still open stays behind in the temporary folder; that is no fault of a test.
        $null = $_
    }
}
