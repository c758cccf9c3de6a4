Describe 'ConvertTo-Csv' {
    It 'writes a header and a line an object, all quoted' {
        [pscustomobject]@{ Name = 'a'; Count = 1 }, [pscustomobject]@{ Name = 'say "b", c'; Count = $null } | ConvertTo-Csv | Should -Be '"Name","Count"', '"a","1"', '"say ""b"", c",'
    }

    It 'quotes where needed, nowhere, or some columns' {
        $item = [pscustomobject]@{ A = 'x'; B = 'y,z' }
        ($item | ConvertTo-Csv -UseQuotes AsNeeded)[1] | Should -Be 'x,"y,z"'
        ($item | ConvertTo-Csv -UseQuotes Never)[1] | Should -Be 'x,y,z'
        ($item | ConvertTo-Csv -QuoteFields A) | Should -Be '"A",B', '"x",y,z'
    }

    It 'takes another delimiter, and names the type when asked' {
        [pscustomobject]@{ A = 1; B = 2 } | ConvertTo-Csv -Delimiter ';' -IncludeTypeInformation | Should -Be '#TYPE System.Management.Automation.PSCustomObject', '"A";"B"', '"1";"2"'
    }

    It 'takes the first object''s properties as columns' {
        ([pscustomobject]@{ A = 1 }, [pscustomobject]@{ A = 2; B = 3 } | ConvertTo-Csv)[2] | Should -Be '"2"'
    }

    It 'writes numbers alike everywhere' {
        ([pscustomobject]@{ A = 1.5 } | ConvertTo-Csv)[1] | Should -Be '"1.5"'
    }
}

Describe 'ConvertFrom-Csv' {
    It 'reads fields with quotes, delimiters and line breaks' {
        $read = "A,B`n1,`"two `"`"words`"`"`"`n`"x`ny`",3" | ConvertFrom-Csv
        $read[0].B | Should -Be 'two "words"'
        ($read[1].A -replace "`r") | Should -Be "x`ny"
        $read[1].B | Should -Be '3'
    }

    It 'gives what is missing as null, and drops what is too much' {
        $read = 'A,B', '1', '1,2,3' | ConvertFrom-Csv
        $null -eq $read[0].B | Should -BeTrue
        $read[1].PSObject.Properties.Name | Should -Be 'A', 'B'
    }

    It 'takes names and delimiters' {
        ('1;2' | ConvertFrom-Csv -Delimiter ';' -Header X, Y).Y | Should -Be '2'
    }
}

Describe 'Export-Csv and Import-Csv' {
    It 'keep objects in a file' {
        $file = Join-Path $TestDrive 'kept.csv'
        1..3 | ForEach-Object { [pscustomobject]@{ Id = $_; Text = "t,$_" } } | Export-Csv $file
        (Import-Csv $file).Text | Should -Be 't,1', 't,2', 't,3'
        [pscustomobject]@{ Id = 4; Text = 't4' } | Export-Csv $file -Append
        @(Import-Csv $file).Count | Should -Be 4
    }

    It 'refuse to append what does not fit, unless forced' {
        $file = Join-Path $TestDrive 'fit.csv'
        [pscustomobject]@{ A = 1; B = 2 } | Export-Csv $file
        { [pscustomobject]@{ A = 1 } | Export-Csv $file -Append -ErrorAction Stop } | Should -Throw -ErrorId 'CannotAppendCsvWithMismatchedPropertyNames,Microsoft.PowerShell.Commands.ExportCsvCommand'
        [pscustomobject]@{ A = 5 } | Export-Csv $file -Append -Force
        (Import-Csv $file)[1].A | Should -Be '5'
    }

    It 'leave a file alone with -NoClobber' {
        $file = Join-Path $TestDrive 'there.csv'
        Set-Content $file 'mine'
        { [pscustomobject]@{ A = 1 } | Export-Csv $file -NoClobber -ErrorAction Stop } | Should -Throw -ErrorId 'NoClobber,Microsoft.PowerShell.Commands.ExportCsvCommand'
        Get-Content $file | Should -Be 'mine'
    }

    It 'write nothing under -WhatIf' {
        $file = Join-Path $TestDrive 'none.csv'
        [pscustomobject]@{ A = 1 } | Export-Csv $file -WhatIf
        Test-Path $file | Should -BeFalse
    }

    It 'report a file that is not there' {
        { Import-Csv (Join-Path $TestDrive 'absent.csv') -ErrorAction Stop } | Should -Throw
    }
}
