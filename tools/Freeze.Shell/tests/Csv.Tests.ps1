# ConvertTo-Csv, ConvertFrom-Csv, Export-Csv and Import-Csv.

BeforeAll {
    $difficult = [pscustomobject] @{ A = 1; 'B c' = 'x,y'; C = "one`ntwo"; D = 'say "hi"'; E = $null; F = 1.5; G = '' }
}

Describe 'ConvertTo-Csv' {
    It 'quotes every value but missing ones' {
        $difficult | ConvertTo-Csv | Should -BeExactly '"A","B c","C","D","E","F","G"', "`"1`",`"x,y`",`"one`ntwo`",`"say `"`"hi`"`"`",,`"1.5`",`"`""
    }

    It 'quotes as it is told' {
        ($difficult | ConvertTo-Csv -UseQuotes AsNeeded)[1] | Should -BeExactly "1,`"x,y`",`"one`ntwo`",`"say `"`"hi`"`"`",,1.5,"
        ($difficult | ConvertTo-Csv -UseQuotes Never)[1] | Should -BeExactly "1,x,y,one`ntwo,say `"hi`",,1.5,"
        ($difficult | ConvertTo-Csv -QuoteFields a, 'B c')[0] | Should -BeExactly '"A","B c",C,D,E,F,G'
        { $difficult | ConvertTo-Csv -UseQuotes Never -QuoteFields a } | Should -Throw -ErrorId 'CannotSpecifyQuoteFieldsAndUseQuotes,*'
    }

    It 'takes another delimiter, and needs quotes for that one' {
        $difficult | Select-Object A, 'B c' | ConvertTo-Csv -Delimiter ';' -UseQuotes AsNeeded | Should -BeExactly 'A;B c', '1;x,y'
        [pscustomobject] @{ a = 'x;y' } | ConvertTo-Csv -Delimiter ';' -UseQuotes AsNeeded | Should -BeExactly 'a', '"x;y"'
    }

    It 'takes the columns of the first object' {
        [pscustomobject] @{ a = 1 }, [pscustomobject] @{ b = 2 }, [pscustomobject] @{ a = 3; b = 4 } | ConvertTo-Csv | Should -BeExactly '"a"', '"1"', '"3"'
        [pscustomobject] @{ a = 1 }, [pscustomobject] @{ b = 2 } | ConvertTo-Csv -UseQuotes Never | Should -BeExactly 'a', '1'
        [pscustomobject] @{ a = 1; c = 1 }, [pscustomobject] @{ b = 2 } | ConvertTo-Csv | Should -BeExactly '"a","c"', '"1","1"', ','
    }

    It 'writes the keys of tables' {
        [ordered]@{ k = 1; j = 'y' }, @{ k = 2 } | ConvertTo-Csv | Should -BeExactly '"k","j"', '"1","y"', '"2",'
    }

    It 'tells the type only when it is asked to, and can leave out the columns' {
        ($difficult | ConvertTo-Csv -IncludeTypeInformation)[0] | Should -BeExactly '#TYPE System.Management.Automation.PSCustomObject'
        ($difficult | ConvertTo-Csv -NoTypeInformation)[0] | Should -BeLike '"A",*'
        $difficult | ConvertTo-Csv -NoHeader | Should -BeLike '"1",*'
        { $difficult | ConvertTo-Csv -NoTypeInformation -IncludeTypeInformation } | Should -Throw -ErrorId 'CannotSpecifyIncludeTypeInformationAndNoTypeInformation,*'
    }

    It 'takes a property that cannot be read for empty' {
        $object = [pscustomobject] @{ a = 1 }
        $object.psobject.Properties.Add([psscriptproperty]::new('bad', { throw 'x' }))
        $object | ConvertTo-Csv | Should -BeExactly '"a","bad"', '"1",'
    }
}

Describe 'ConvertFrom-Csv' {
    BeforeAll {
        # The values of all objects, with null told apart from the empty text.
        function Get-Value($Objects) {
            foreach ($object in $Objects) { @($object.psobject.Properties | ForEach-Object { if ($null -eq $_.Value) { 'null' } else { "<$($_.Value)>" } }) -join ' ' }
        }
    }

    It 'reads <Name>' -ForEach @(
        @{ Name = 'a record'; Text = "a,b`n1,2"; Values = '<1> <2>' }
        @{ Name = 'several records, with a line end at the end'; Text = "a,b`r`n1,2`r`n3,4`r`n"; Values = '<1> <2>', '<3> <4>' }
        @{ Name = 'too few values'; Text = "a,b`n1"; Values = '<1> null' }
        @{ Name = 'a delimiter at the end of the text'; Text = "a,b`n1,"; Values = '<1> null' }
        @{ Name = 'a delimiter at the end of a line'; Text = "a,b`n1,`n"; Values = '<1> <>' }
        @{ Name = 'too many values'; Text = "a,b`n1,2,3"; Values = '<1> <2>' }
        @{ Name = 'empty lines'; Text = "a,b`n`n1,2`n`n"; Values = '<1> <2>' }
        @{ Name = 'delimiters and line ends in quotes'; Text = "a,b`n`"x,y`",`"p`nq`""; Values = "<x,y> <p`nq>" }
        @{ Name = 'doubled quotes and blanks behind quotes'; Text = "a,b`n`"x`"`"y`" ,z"; Values = '<x"y> <z>' }
        @{ Name = 'text behind quotes'; Text = "a,b`n`"x`" y,z"; Values = '<x y> <z>' }
        @{ Name = 'blanks and quotes inside of values'; Text = "a,b`n  x y  ,y`"z"; Values = '<x y  > <y"z>' }
        @{ Name = 'blanks behind values'; Text = "a,b`nfoo   ,`"x`"   `n"; Values = '<foo > <x>' }
        @{ Name = 'an open quote'; Text = "a`n`"open"; Values = '<open>' }
    ) {
        Get-Value ($Text | ConvertFrom-Csv) | Should -BeExactly $Values
    }

    It 'reads lines that come one by one' {
        $read = 'a,b', '1,2', '3,4' | ConvertFrom-Csv
        $read.a | Should -Be '1', '3'
        $read[0].a | Should -BeOfType string
    }

    It 'takes columns and delimiters from the command' {
        $read = '1;2', '3;4' | ConvertFrom-Csv -Delimiter ';' -Header x, y
        $read | Should -HaveCount 2
        $read[1].y | Should -Be '4'
    }

    It 'names columns that have no name, and warns' {
        $read = "a,,c`n1,2,3" | ConvertFrom-Csv -WarningVariable warnings -WarningAction SilentlyContinue
        $read.psobject.Properties.Name | Should -Be 'a', 'H1', 'c'
        $warnings | Should -HaveCount 1
    }

    It 'refuses two columns of one name' {
        { "a,A`n1,2" | ConvertFrom-Csv } | Should -Throw -ErrorId 'AlreadyPresentPSMemberInfoInternalCollectionAdd,Microsoft.PowerShell.Commands.ConvertFromCsvCommand'
    }

    It 'reads the type' {
        $read = "#TYPE My.Type`na`n1" | ConvertFrom-Csv
        $read.pstypenames | Should -Be 'My.Type', 'CSV:My.Type'
        ($read | ConvertTo-Csv -IncludeTypeInformation)[0] | Should -BeExactly '#TYPE My.Type'
    }

    It 'reads back what ConvertTo-Csv has written' {
        $text = $difficult | ConvertTo-Csv | Out-String
        $read = $text | ConvertFrom-Csv
        $read.C | Should -BeExactly "one`ntwo"
        $read.D | Should -BeExactly 'say "hi"'
        $read.'B c' | Should -BeExactly 'x,y'
    }
}

Describe 'Export-Csv and Import-Csv' {
    BeforeEach {
        $file = "$TestDrive/$([guid]::NewGuid()).csv"
    }

    It 'write and read a file' {
        $difficult, $difficult | Export-Csv $file
        $read = Import-Csv $file
        $read | Should -HaveCount 2
        $read[1].D | Should -BeExactly 'say "hi"'
        [System.IO.File]::ReadAllBytes($file)[0] | Should -Be 34
        $lines = $difficult, $difficult | ConvertTo-Csv
        [System.IO.File]::ReadAllText($file) | Should -BeExactly (-join ($lines | ForEach-Object { $_ + [Environment]::NewLine }))
    }

    It 'append in the columns that are there' {
        [pscustomobject] @{ a = 1; b = 2 } | Export-Csv $file
        [pscustomobject] @{ c = 9; b = 4; a = 3 } | Export-Csv $file -Append
        Get-Content $file | Should -BeExactly '"a","b"', '"1","2"', '"3","4"'
    }

    It 'append objects that lack columns only by force' {
        [pscustomobject] @{ a = 1; b = 2 } | Export-Csv $file
        $failure = { [pscustomobject] @{ a = 5 } | Export-Csv $file -Append } |
            Should -Throw -ErrorId 'CannotAppendCsvWithMismatchedPropertyNames,Microsoft.PowerShell.Commands.ExportCsvCommand' -PassThru
        $failure.TargetObject | Should -Be 'b'
        [pscustomobject] @{ a = 5 } | Export-Csv $file -Append -Force
        Get-Content $file | Should -BeExactly '"a","b"', '"1","2"', '"5",'
    }

    It 'append to an empty file, or to none, as to a new one' {
        [pscustomobject] @{ a = 1 } | Export-Csv $file -Append
        Get-Content $file | Should -BeExactly '"a"', '"1"'
        [System.IO.File]::WriteAllText($file, '')
        [pscustomobject] @{ b = 1 } | Export-Csv $file -Append
        Get-Content $file | Should -BeExactly '"b"', '"1"'
    }

    It 'append in the encoding of the file' {
        [pscustomobject] @{ a = 'é' } | Export-Csv $file -Encoding unicode
        [pscustomobject] @{ a = 'ü' } | Export-Csv $file -Append
        (Import-Csv $file).a | Should -BeExactly 'é', 'ü'
        [System.IO.File]::ReadAllBytes($file)[0, 1] | Should -Be 255, 254
    }

    It 'leave a file alone under -NoClobber' {
        [pscustomobject] @{ a = 1 } | Export-Csv $file
        { [pscustomobject] @{ a = 2 } | Export-Csv $file -NoClobber } | Should -Throw -ErrorId 'NoClobber,Microsoft.PowerShell.Commands.ExportCsvCommand'
        (Import-Csv $file).a | Should -Be 1
    }

    It 'take paths literally when they are told to' {
        $odd = "$TestDrive/[1].csv"
        [pscustomobject] @{ a = 1 } | Export-Csv -LiteralPath $odd
        (Import-Csv -LiteralPath $odd).a | Should -Be 1
        (Get-Item -LiteralPath $odd | Import-Csv).a | Should -Be 1
    }

    It 'take several files, and files from the pipeline' {
        [pscustomobject] @{ a = 1 } | Export-Csv $file
        [pscustomobject] @{ a = 2 } | Export-Csv "$file.2"
        (Import-Csv $file, "$file.2").a | Should -Be 1, 2
        ("$file.2", $file | Import-Csv).a | Should -Be 2, 1
    }

    It 'refuse what is no single file' {
        { Import-Csv "$TestDrive/none.csv" } | Should -Throw -ErrorId 'FileOpenFailure,Microsoft.PowerShell.Commands.ImportCsvCommand'
        { [pscustomobject] @{ a = 1 } | Export-Csv } | Should -Throw -ErrorId 'CannotSpecifyPathAndLiteralPath,*'
        { [pscustomobject] @{ a = 1 } | Export-Csv "$TestDrive/none/x.csv" } | Should -Throw -ErrorId 'FileOpenFailure,*'
    }
}
